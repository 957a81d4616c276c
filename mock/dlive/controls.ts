import * as z from 'zod'
import type { ChatFollow, ChatGift, ChatSubscription, ChatText, DonationType } from '../../generated/dlive/graphql.js'
import { must } from '../core/validate.js'
import { addAccount as addAccountOf, checkDisplayname, checkUsername, requireAccount } from './accounts.js'
import { approve } from './applications.js'
import { follow as followAs, give, say, subscribe as subscribeAs } from './chat.js'
import { endGiveaway, expire, fill, startGiveaway } from './chest.js'
import { command, control, nothing } from './control.js'
import { publish as publishTo, unpublish as unpublishFrom } from './lifecycle.js'
import type { DLiveWorld } from './world.js'

export * from './socket-controls.js'

const account = z.strictObject({ username: z.string() })
const count = z.int().positive()
const coins = z
  .string()
  .regex(/^\d+$/, "coins are a whole number in text, such as '150000'")
  .describe('Coins; 100000 are one lemon.')
const from = z.string().default('bob').describe('The username of the account that does it.')

const gifts = [
  'LEMON',
  'ICE_CREAM',
  'DIAMOND',
  'NINJAGHINI',
  'NINJET',
  'MINI_LEMON',
  'MINI_ICECREAM',
  'MINI_DIAMOND',
  'MINI_GHINI',
  'MINI_JET',
] as const satisfies readonly DonationType[]

/** A chat event. Its other fields are those of the schema's type. */
const event = <Event extends { readonly type: string }>(type: Event['type']) =>
  z.looseObject({ id: z.string(), type: z.literal(type) }) as unknown as z.ZodType<Event, Event>

export const publish = control({
  summary: "Starts a stream, as an encoder does. Default fields: those of the channel's template.",
  input: account.extend({
    title: z.string().optional(),
    category: z.int().optional().describe('The `backendID` of a category.'),
    watchingCount: z.int().optional(),
  }),
  output: z.object({ permlink: z.string() }),
  run: ({ username, ...fields }, world) => publishTo(world, requireAccount(world.state, username), fields),
})

export const unpublish = command({
  summary: 'Ends a stream. It becomes a past broadcast.',
  input: account,
  run: ({ username }, world) => unpublishFrom(world, requireAccount(world.state, username)),
})

export const chat = control({
  summary: "Sends a message to a streamer's chat, without checking its rules.",
  input: z.strictObject({ streamer: z.string(), text: z.string().min(1), from }),
  output: event<ChatText>('Message'),
  run({ streamer, text: content, from }, world) {
    const sender = requireAccount(world.state, from)
    return say(world, sender, requireAccount(world.state, streamer).channel, { content })
  },
})

export const gift = control({
  summary: 'Gives gifts to a streamer. Default: one lemon.',
  input: z.strictObject({
    streamer: z.string(),
    from,
    gift: z.enum(gifts).default('LEMON'),
    amount: count.default(1),
    message: z.string().default(''),
  }),
  output: event<ChatGift>('Gift'),
  run({ streamer, from, ...donation }, world) {
    const giver = requireAccount(world.state, from)
    return give(world, giver, requireAccount(world.state, streamer).channel, donation)
  },
})

export const follow = control({
  summary: 'Follows a streamer. Returns the chat event, or null if the account has followed before.',
  input: z.strictObject({ streamer: z.string(), from }),
  output: event<ChatFollow>('Follow').nullable(),
  run({ streamer, from }, world) {
    const { follower, channel } = pair(world, streamer, from)
    return followAs(world, follower, channel)
  },
})

export const subscribe = control({
  summary: 'Subscribes to a streamer, at no cost.',
  input: z.strictObject({
    streamer: z.string(),
    from,
    month: count.default(1).describe('The number of months so far.'),
  }),
  output: event<ChatSubscription>('Subscription'),
  run({ streamer, from, month }, world) {
    const { follower, channel } = pair(world, streamer, from)
    return subscribeAs(world, follower, channel, month)
  },
})

export const chest = command({
  summary: "Changes a streamer's chest. Pass one of `value`, `expired` and `giveaway`.",
  input: z
    .strictObject({
      streamer: z.string(),
      value: coins.optional().describe('The coins that it holds from now on; 100000 are one lemon.'),
      expired: coins.optional().describe('The coins that remain after a part has expired.'),
      giveaway: z.enum(['start', 'end']).optional(),
    })
    .refine(
      ({ value, expired, giveaway }) => [value, expired, giveaway].filter((one) => one !== undefined).length === 1,
      'pass one of value, expired and giveaway',
    ),
  run({ streamer, value, expired, giveaway }, world) {
    const account = requireAccount(world.state, streamer)
    if (value !== undefined) fill(world, account, BigInt(value))
    else if (expired !== undefined) expire(world, account, BigInt(expired))
    else if (giveaway === 'start') startGiveaway(world, account)
    else endGiveaway(world, account)
  },
})

export const addAccount = command({
  summary: 'Adds an account with a channel. Its password is its username.',
  input: account.extend({
    displayname: z.string().optional().describe('Default: the username.'),
    bot: z.boolean().default(false).describe('Whether it is a bot.'),
    verified: z.boolean().default(true).describe('Whether its e-mail address is verified.'),
  }),
  run({ username, displayname = username, bot, verified: emailVerified }, world) {
    checkUsername(world.state, username)
    checkDisplayname(world.state, displayname)
    const user = world.users.add(username)
    const role = bot ? 'Bot' : 'None'
    addAccountOf(world, { user, username, displayname, role, emailVerified }, world.clock.now())
  },
})

export const rename = command({
  summary: 'Changes a display name. The username stays.',
  input: account.extend({ displayname: z.string() }),
  run({ username, displayname }, { state }) {
    const renamed = requireAccount(state, username)
    checkDisplayname(state, displayname, renamed)
    renamed.displayname = displayname
  },
})

export const markAsBot = command({
  summary: 'Turns an account into a bot: its tokens are revoked, and its new tokens do not expire.',
  input: account,
  run({ username }, { state, oauth, clock }) {
    const bot = requireAccount(state, username)
    bot.role = 'Bot'
    if (bot.user) oauth.families.revokeUser(bot.user.id, clock.now())
  },
})

export const streamKey = control({
  summary: 'Returns the stream key for an encoder. A secret.',
  input: account,
  output: z.string(),
  run: ({ username }, { state }) => requireAccount(state, username).channel.streamKey,
})

export const persistQuery = command({
  summary:
    "Registers a persisted query by its hash, as DLive's server has for its web application. The hash need not match the query, because the application's own queries are not published.",
  input: z.strictObject({ sha256Hash: z.string().min(1), query: z.string().min(1) }),
  run({ sha256Hash, query }, { state }) {
    state.persistedQueries.known.set(sha256Hash, query)
  },
})

export const applications = control({
  summary: 'Lists the applications that developers have sent in.',
  input: nothing,
  output: z.array(z.object({ id: z.string(), appName: z.string(), status: z.enum(['waiting', 'approved']) })),
  run: (_, { state }) =>
    [...state.applications.values()].map(({ id, appName, client }) => ({
      id,
      appName,
      status: client ? ('approved' as const) : ('waiting' as const),
    })),
})

export const approveApplication = control({
  summary: "Approves an application, as DLive's staff does. Its secret is on the developer's page.",
  input: z.strictObject({ id: z.string() }),
  output: z.object({ clientId: z.string() }),
  run: ({ id }, world) => ({ clientId: approve(world, id).id }),
})

/** A streamer's channel and another account. Throws a `RangeError` if they are the same account. */
function pair({ state }: DLiveWorld, streamer: string, from: string) {
  const { channel } = requireAccount(state, streamer)
  const follower = requireAccount(state, from)
  must(follower !== channel.owner, 'An account cannot follow or subscribe to itself: set another account in `from`')
  return { follower, channel }
}
