import { isClients, isName, type BaseSeed, type SeedAccount } from '../core/definition/seed.js'
import { withName } from '../core/quoted.js'
import { isCount, isListOf, isObject, isOneOf, isText, type Rules } from '../core/validate.js'
import { parseLmsLines } from './player/lms.js'
import {
  addBroadcast,
  addChannel,
  addMember,
  nextId,
  roles,
  type Channel,
  type ChannelSettings,
  type Role,
} from './state.js'
import type { KollusLiveWorld } from './world.js'

/** An account with role and service account. Default: super administrator of the service account `demo`. */
interface SeedMember extends Exclude<SeedAccount, string> {
  readonly role?: Role
  readonly serviceAccount?: string
}

/** The seed of Kollus Live's mock. */
export interface KollusLiveSeed extends Pick<BaseSeed, 'clients'> {
  readonly accounts: readonly (string | SeedMember)[]
  /** The keys that sign players' URLs, in the first account's service account. Default: texts that the mock makes up. */
  readonly securityKey?: string
  readonly customKey?: string
  /** Channels of the first account's service account. `settings` are those of `createChannel`. */
  readonly channels: readonly {
    readonly key?: string
    readonly title: string
    readonly settings?: Partial<Omit<ChannelSettings, 'title'>>
    /** The URL of the playback callback. */
    readonly playCallbackUrl?: string
    /** The receivers of reports on viewers: one `seconds:url` a line. */
    readonly lms?: string
  }[]
  /** `channel` is the title of the channel. */
  readonly syndications: readonly {
    readonly id?: number
    readonly channel: string
    readonly title: string
    readonly link: string
    readonly streamName: string
  }[]
  /**
   * Broadcasts that started `hoursAgo` hours ago, oldest first. An `ended` one lasted an hour. `on air` and `recording` ones are running, the
   * latter with a manual recording.
   */
  readonly broadcasts: readonly {
    readonly key?: string
    readonly channel: string
    readonly hoursAgo: number
    readonly state: 'ended' | 'on air' | 'recording'
    readonly viewers?: number
  }[]
}

/**
 * The resources in the spec's examples: a client with a code and a refresh token, three channels without broadcasts and two that are on air,
 * a syndication, and a broadcast in each state.
 */
export const defaultSeed: KollusLiveSeed = {
  accounts: ['alice'],
  clients: [
    {
      name: 'Demo app',
      redirectUris: ['http://localhost:3000/callback'],
      clientId: '3',
      clientSecret: 'not-a-real-secret',
      code: 'def50200c0ffee',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      refreshToken: 'def50200decade',
    },
  ],
  channels: [
    { key: 'abcd1234efgh5678', title: 'Main stage', settings: { recording_file_policy: 3 } },
    { key: 'ijkl1234mnop5678', title: 'Second stage' },
    { title: 'Rehearsal', settings: { is_shared: 0 } },
    { key: 'qrst9012uvwx5678', title: 'News', settings: { recording_file_policy: 3 } },
    { title: 'Concert', settings: { recording_file_policy: 3 } },
  ],
  syndications: [
    {
      id: 12,
      channel: 'Main stage',
      title: 'Elsewhere',
      link: 'rtmp://live.example.test/app',
      streamName: 'not-a-real-key',
    },
  ],
  broadcasts: [
    { key: '20260114-a1b2c3d4', channel: 'News', hoursAgo: 23, state: 'ended', viewers: 42 },
    { key: '20260114-e5f6g7h8', channel: 'News', hoursAgo: 2, state: 'on air', viewers: 40 },
    { key: '20260114-i9j0k1l2', channel: 'Concert', hoursAgo: 1, state: 'recording' },
  ],
}

export const seedRules: Rules<KollusLiveSeed> = {
  accounts: isListOf<SeedMember>(
    { account: isName, password: isText, role: isOneOf(...roles), serviceAccount: isText },
    ['account'],
    isName,
  ),
  clients: isClients,
  securityKey: isName,
  customKey: isName,
  channels: isListOf({ key: isText, title: isText, settings: isObject, playCallbackUrl: isText, lms: isText }, [
    'title',
  ]),
  syndications: isListOf({ id: isCount, channel: isText, title: isText, link: isText, streamName: isText }, [
    'channel',
    'title',
    'link',
    'streamName',
  ]),
  broadcasts: isListOf(
    {
      key: isText,
      channel: isText,
      hoursAgo: isCount,
      state: isOneOf('ended', 'on air', 'recording'),
      viewers: isCount,
    },
    ['channel', 'hoursAgo', 'state'],
  ),
}

const defaultSettings: Omit<ChannelSettings, 'title'> = {
  customer_code: 'demo',
  concurrently_viewer_limit: 100,
  is_shared: 1,
  live_media_profile_group_key: 'pg-standard',
  meta_title_pattern: '[CHANNEL_TITLE]-[BROADCAST_COUNTING]',
}

const hour = 3_600_000

/** Puts the seed into the state. Throws a `RangeError` for a channel that is not in the seed. */
export function plantSeed(seed: KollusLiveSeed, world: KollusLiveWorld): { readonly serviceAccount: string } {
  const { state, users, clock } = world
  for (const entry of seed.accounts) {
    const member: SeedMember = typeof entry === 'string' ? { account: entry } : entry
    const { account, role = 'super administrator', serviceAccount = 'demo' } = member
    addMember(world, users.require(account), role, serviceAccount)
  }
  const [serviceAccount] = state.serviceAccounts.values()
  if (!serviceAccount) return { serviceAccount: 'demo' }
  const { securityKey = serviceAccount.securityKey, customKey = serviceAccount.customKey } = seed
  Object.assign(serviceAccount, { securityKey, customKey })

  const channels = new Map<string, Channel>()
  for (const { key, title, settings, playCallbackUrl = null, lms = '' } of seed.channels) {
    const channel = addChannel(world, serviceAccount, { ...defaultSettings, ...settings, title }, key)
    channels.set(title, Object.assign(channel, { playCallbackUrl, lms: parseLmsLines(lms) }))
  }
  const channelOf = (title: string) => {
    const found = channels.get(title)
    if (!found)
      throw new RangeError(`The seed of kollus-live names the ${withName('channel', title)}, which is not in it.`)
    return found
  }
  for (const { id = nextId(world), channel, title, link, streamName } of seed.syndications) {
    channelOf(channel).syndications.push({ id, title, link, stream_name: streamName, status: 1 })
  }
  for (const { key, channel, hoursAgo, state: is, viewers } of seed.broadcasts) {
    const startedAt = clock.now() - hoursAgo * hour
    const broadcast = addBroadcast(world, channelOf(channel), { key, startedAt, viewers })
    if (is === 'ended') broadcast.endedAt = startedAt + hour
    if (is === 'recording') broadcast.duplicates.push({ from: startedAt, to: null })
  }
  return { serviceAccount: serviceAccount.key }
}
