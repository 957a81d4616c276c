import { quoted, withName } from '../core/quoted.js'
import { must } from '../core/validate.js'
import type { Account, Channel } from './entities.js'
import { languages } from './languages.js'
import { categoryOf, image, streamKey, type State } from './state.js'
import type { DLiveWorld } from './world.js'

/** Adds an account with a channel. `createdAt` is in epoch ms. */
export function addAccount(
  world: DLiveWorld,
  fields: Pick<Account, 'user' | 'username' | 'displayname'> & Partial<Account>,
  createdAt: number,
): Account {
  const { random, state } = world
  const { username } = fields
  const account: Account = {
    avatar: image(random, 'avatar'),
    partnerStatus: 'NONE',
    role: 'None',
    effect: null,
    about: '',
    createdAt: String(createdAt),
    lastStreamedAt: null,
    offlineImage: image(random, 'offlineimage'),
    banStatus: 'NO_BAN',
    deactivated: false,
    email: `${username}@example.test`,
    emailVerified: true,
    phone: '+15550100',
    language: 'en',
    displaynameChangedAt: null,
    badges: [],
    emotes: [],
    ...fields,
    channel: undefined as never,
  }
  Object.assign(account, { channel: createChannel(world, account) })
  state.accounts.set(username, account)
  return account
}

function createChannel({ state, random }: DLiveWorld, owner: Account): Channel {
  return {
    owner,
    streamKey: streamKey(random),
    template: {
      title: `${owner.displayname} is live`,
      ageRestriction: false,
      earnRestriction: false,
      thumbnailUrl: image(random, 'thumbnail'),
      disableAlert: false,
      saveReplay: true,
      category: categoryOf(state, 1)!,
      language: { ...languages[0]! },
      tags: [],
    },
    livestream: null,
    hosting: null,
    followers: new Map(),
    everFollowed: new Set(),
    subscribers: new Map(),
    subSetting: null,
    panels: [],
    chest: { value: 0n, giveaway: null, lastRewards: [] },
    gifts: [],
    history: [],
    lastSaid: new Map(),
    moderators: new Set(),
    banned: new Set(),
    timeouts: new Map(),
    chatMode: 'DEFAULT',
    chatInterval: 2,
    followChatDelay: 'NONE',
    chatLinkDisabled: false,
    chatVerifiedOnly: false,
    emoteMode: { NoMineEmote: false, NoGlobalEmote: false, NoAllEmote: false },
    filterWords: [],
    chatBannedEmote: [],
    chatBannedEmoji: [],
  }
}

/** The account with this display name, ignoring case (inferred). */
export function byDisplayname({ accounts }: State, displayname: string): Account | undefined {
  const wanted = displayname.toLowerCase()
  return [...accounts.values()].find((account) => account.displayname.toLowerCase() === wanted)
}

/** The accounts whose display name contains a text, ignoring case. */
export const named = (accounts: Iterable<Account>, text: string): Account[] =>
  [...accounts].filter(({ displayname }) => displayname.toLowerCase().includes(text.toLowerCase()))

/** The account of a username. Throws a `RangeError` that lists the accounts. */
export function requireAccount({ accounts }: State, username: string): Account {
  const found = accounts.get(username)
  if (found) return found
  const known = [...accounts.values()].filter(({ user }) => user !== null).map((one) => one.username)
  throw new RangeError(
    `There is no ${withName('account', username)}; the accounts are ${known.join(', ')}. Names are usernames.`,
  )
}

/** Throws a `RangeError` for a username that is not valid or already in use. */
export function checkUsername({ accounts }: State, username: string): void {
  must(
    /^[a-z0-9_-]+$/.test(username),
    `A username may contain only lower-case letters, digits, _ and -, unlike ${quoted(username)}`,
  )
  must(!accounts.has(username), `The account '${username}' already exists`)
}

/** Throws a `RangeError` for a blank display name, and for one that another account has, ignoring case. */
export function checkDisplayname(state: State, displayname: string, account?: Account): void {
  must(displayname.trim() !== '', 'A display name must not be blank')
  const holder = byDisplayname(state, displayname)
  must(!holder || holder === account, `An account with the display name '${displayname}' already exists`)
}
