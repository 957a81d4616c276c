import { isClients, isName, type BaseSeed } from '../core/definition/seed.js'
import { isBoolean, isCount, isList, isListOf, isOneOf, isText, type Rules } from '../core/validate.js'
import { addAccount, checkDisplayname, checkUsername, requireAccount } from './accounts.js'
import type { Account, Category } from './entities.js'
import { addFollower, addSubscriber, image, newPermlink } from './state.js'
import type { DLiveWorld } from './world.js'

/** An account with a channel. `account` is its username. */
export interface DLiveAccount {
  readonly account: string
  readonly password?: string
  /** Default: the username. */
  readonly displayname?: string
  readonly partnerStatus?: Account['partnerStatus']
  /** Whether it is a bot. */
  readonly bot?: boolean
  /** Whether its e-mail address is verified. Default: true */
  readonly verified?: boolean
  /** How many days ago it was created. Default: 0 */
  readonly daysOld?: number
  readonly follows?: readonly { readonly streamer: string; readonly daysAgo: number }[]
  readonly subscriptions?: readonly { readonly streamer: string; readonly month: number }[]
  /** Display names of followers who cannot log in. The last one followed a day ago, the one before two days ago, and so on. */
  readonly fans?: readonly string[]
  readonly pastBroadcasts?: readonly PastBroadcastEntry[]
}

/** A stream that ended `hoursAgo` hours ago. */
interface PastBroadcastEntry {
  readonly permlink?: string
  readonly title: string
  readonly hoursAgo: number
  /** Its length. */
  readonly seconds: number
}

/** The seed of DLive's mock. */
export interface DLiveSeed extends Pick<BaseSeed, 'clients'> {
  readonly accounts: readonly (string | DLiveAccount)[]
  readonly categories: readonly Category[]
  /** Names of global emotes. */
  readonly globalEmotes: readonly string[]
  /** Persisted queries by their hashes. */
  readonly persistedQueries: readonly { readonly sha256Hash: string; readonly query: string }[]
}

/**
 * Accounts: alice, a partner who streamed yesterday and has more followers than fit on a page; bob, who follows and subscribes to her; carol,
 * who does neither; a bot. One app, whose code and tokens are those in the spec's examples.
 */
export const defaultSeed: DLiveSeed = {
  clients: [
    {
      name: 'Demo app',
      redirectUris: ['http://localhost:3000/callback'],
      clientId: '1000000001',
      code: 'M1KXJ0LQNBEFZ7S4DHU3WA',
      refreshToken: '8S2TY6PLQZC5NVRB0OFWKE',
    },
  ],
  accounts: [
    {
      account: 'alice',
      displayname: 'Alice',
      partnerStatus: 'VERIFIED_PARTNER',
      daysOld: 365,
      fans: Array.from({ length: 24 }, (_, index) => `Fan${String(index + 1).padStart(2, '0')}`),
      pastBroadcasts: [{ title: 'Yesterday’s stream', hoursAgo: 24, seconds: 7200 }],
    },
    {
      account: 'bob',
      displayname: 'Bob',
      daysOld: 365,
      follows: [{ streamer: 'alice', daysAgo: 100 }],
      subscriptions: [{ streamer: 'alice', month: 3 }],
    },
    { account: 'carol', displayname: 'Carol', daysOld: 1 },
    { account: 'chatbot', displayname: 'ChatBot', bot: true, daysOld: 365 },
  ],
  // 4504 is known from client code. The other ids are invented.
  categories: [
    { backendID: 4504, title: 'Rust' },
    { backendID: 1, title: 'Talk' },
    { backendID: 2, title: 'Music' },
  ],
  globalEmotes: ['wave', 'lemon'],
  persistedQueries: [
    {
      sha256Hash: '76a8cd20c08a610bbb23595a4e4f68211f98111ba87d3cbd4b7f582b4fa48750',
      query: 'query User($username: String!) { user(username: $username) { displayname } }',
    },
  ],
}

const isAccounts = isListOf<DLiveAccount>(
  {
    account: isName,
    password: isText,
    displayname: isText,
    partnerStatus: isOneOf('NONE', 'AFFILIATE', 'VERIFIED_PARTNER', 'GLOBAL_PARTNER', 'GLOBAL_PARTNER_SUSPENDED'),
    bot: isBoolean,
    verified: isBoolean,
    daysOld: isCount,
    follows: isListOf({ streamer: isText, daysAgo: isCount }, ['streamer', 'daysAgo']),
    subscriptions: isListOf({ streamer: isText, month: isCount }, ['streamer', 'month']),
    fans: isList,
    pastBroadcasts: isListOf({ permlink: isText, title: isText, hoursAgo: isCount, seconds: isCount }, [
      'title',
      'hoursAgo',
      'seconds',
    ]),
  },
  ['account'],
  isName,
)

export const seedRules: Rules<DLiveSeed> = {
  clients: isClients,
  accounts: isAccounts,
  categories: isListOf({ backendID: isCount, title: isText }, ['backendID', 'title']),
  globalEmotes: isList,
  persistedQueries: isListOf({ sha256Hash: isText, query: isText }, ['sha256Hash', 'query']),
}

const hour = 3_600_000
const day = 24 * hour

/** Puts the seed into the state. Throws a `RangeError` for a username that is not valid, and for a streamer that is not in the seed. */
export function plantSeed(seed: DLiveSeed, world: DLiveWorld): void {
  const { state, random } = world
  state.categories.push(...seed.categories)
  for (const name of seed.globalEmotes) {
    const kind = { username: 'dlive', mimeType: 'png', level: 'GLOBAL_LEVEL', type: 'EMOTE' } as const
    state.globalEmotes.push({ name, sourceURL: image(random, 'emote'), ...kind })
  }
  for (const { sha256Hash, query } of seed.persistedQueries) state.persistedQueries.known.set(sha256Hash, query)
  const entries = seed.accounts.map((entry) => (typeof entry === 'string' ? { account: entry } : entry))
  for (const entry of entries) plantAccount(entry, world)
  // A channel keeps its followers in the order in which they followed.
  const follows = entries.flatMap((entry) => followsOf(entry, world)).sort((one, other) => one.since - other.since)
  for (const { streamer, follower, since } of follows) addFollower(streamer, follower, since)
}

function plantAccount(entry: DLiveAccount, world: DLiveWorld): void {
  const { account: username, displayname = username, partnerStatus = 'NONE', bot, verified = true } = entry
  checkUsername(world.state, username)
  checkDisplayname(world.state, displayname)
  const user = world.users.require(username)
  const role = bot ? 'Bot' : 'None'
  const fields = { user, username, displayname, partnerStatus, role, emailVerified: verified } as const
  const account = addAccount(world, fields, world.clock.now() - (entry.daysOld ?? 0) * day)
  for (const broadcast of entry.pastBroadcasts ?? []) plantPastBroadcast(broadcast, account, world)
}

function plantPastBroadcast(entry: PastBroadcastEntry, creator: Account, { state, random, clock }: DLiveWorld): void {
  const { permlink = newPermlink(random, creator), title, hoursAgo, seconds } = entry
  const { category, language } = creator.channel.template
  const endedAt = clock.now() - hoursAgo * hour
  const times = { createdAt: String(endedAt - seconds * 1000), length: String(seconds), endedAt }
  state.pastBroadcasts.set(permlink, { permlink, creator, title, category, language, ...times, comments: [] })
  creator.lastStreamedAt = String(endedAt)
}

/** Adds the fans and subscriptions of an account. Returns all follows by it and of it. */
function followsOf({ account, follows = [], subscriptions = [], fans = [] }: DLiveAccount, world: DLiveWorld) {
  const { state, clock } = world
  const now = clock.now()
  const self = requireAccount(state, account)
  for (const { streamer, month } of subscriptions) addSubscriber(world, requireAccount(state, streamer), self, month)
  const own = follows.map(({ streamer, daysAgo }) => ({
    streamer: requireAccount(state, streamer),
    follower: self,
    since: now - daysAgo * day,
  }))
  const ofFans = fans.map((displayname, index) => {
    const since = now - (fans.length - index) * day
    const username = displayname.toLowerCase()
    checkUsername(state, username)
    return { streamer: self, follower: addAccount(world, { user: null, username, displayname }, since), since }
  })
  return [...own, ...ofFans]
}
