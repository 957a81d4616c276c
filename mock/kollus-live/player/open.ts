import { isOnAir } from '../serialize.js'
import type { Broadcast, Channel } from '../state.js'
import type { KollusLiveWorld } from '../world.js'
import { chatterOf, type Chatter } from './chat.js'
import { refusal, tooManyViewers, type PlayerRefusal } from './codes.js'
import { fitsDevice } from './device.js'
import { readToken } from './token.js'
import { countRequest, type Viewer } from './viewers.js'

/** What a URL opens. Times are epoch milliseconds. */
export interface Opened {
  readonly channel: Channel
  readonly broadcast: Broadcast
  readonly clientUserId: string | null
  /** Until when the URL can be opened. Null without a token. */
  readonly opensUntil: number | null
  /** Until when the stream is delivered. Null without a token. */
  readonly playsUntil: number | null
  readonly title: string | null
  readonly chatter: Chatter | null
}

/** How long the stream is delivered without `play_expt`. */
const defaultPlay = 172_800_000

/**
 * Opens a URL with a token, at the mock's clock. The order of the checks is inferred: custom key (4082), signature (4007), expiry (4085),
 * channel (4003), play time (3013), device (4084), on air (3012), number of viewers. Both names of a field are read; the long one wins (inferred).
 * A page calls these URLs one-time, and others let them open until their end: a URL opens again until then (inferred).
 */
export async function openToken(
  world: KollusLiveWorld,
  query: URLSearchParams,
  viewer: Viewer,
): Promise<Opened | PlayerRefusal> {
  const key = query.get('custom_key')
  const account = [...world.state.serviceAccounts.values()].find(({ customKey }) => customKey === key)
  if (!account) return refusal(4082)
  const payload = await readToken(query.get('jwt') ?? '', account.securityKey)
  if (typeof payload === 'string') return refusal(4007)
  const expires = payload['expire_time'] ?? payload['expt']
  const plays = payload['play_expt']
  const user = payload['client_user_id'] ?? payload['cuid'] ?? ''
  if (!isSeconds(expires) || (plays !== undefined && !isSeconds(plays)) || typeof user !== 'string')
    return refusal(4007)
  const now = world.clock.now()
  const opensUntil = expires * 1000
  if (now >= opensUntil) return refusal(4085)
  const channel = world.state.channels.get(textOf(payload['live_media_channel_key'] ?? payload['lmckey']) ?? '')
  if (channel?.serviceAccount !== account) return refusal(4003)
  const playsUntil = plays === undefined ? now + defaultPlay : plays * 1000
  if (now >= playsUntil) return refusal(3013)
  if (!fitsDevice(payload['player_version'], viewer.userAgent)) return refusal(4084)
  const clientUserId = textOf(user)
  const chatter = chatterOf(channel, payload, clientUserId)
  return onAir(world, channel, viewer, {
    clientUserId,
    opensUntil,
    playsUntil,
    title: textOf(payload['title']),
    chatter,
  })
}

/** Opens a public channel by its key. */
export function openPublic(world: KollusLiveWorld, channelKey: string, viewer: Viewer): Opened | PlayerRefusal {
  const channel = world.state.channels.get(channelKey)
  if (!channel) return refusal(4003)
  if (!channel.settings.is_shared) return refusal(4081)
  const anyone = { clientUserId: null, opensUntil: null, playsUntil: null, title: null, chatter: null }
  return onAir(world, channel, viewer, anyone)
}

/** Opens the URL of a player, at any host. Throws a `RangeError` for another URL. */
export async function openUrl(world: KollusLiveWorld, url: string, viewer: Viewer): Promise<Opened | PlayerRefusal> {
  const { pathname, searchParams } = URL.canParse(url) ? new URL(url) : { pathname: '', searchParams: null }
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  if (!searchParams || last === '') throw new RangeError('The url is not one of a player: pass one of kollusPlayUrl().')
  return /^(s|sr|si)$/.test(last) ? openToken(world, searchParams, viewer) : openPublic(world, last, viewer)
}

export const isRefusal = (result: Opened | PlayerRefusal): result is PlayerRefusal => 'code' in result

function onAir(
  world: KollusLiveWorld,
  channel: Channel,
  viewer: Viewer,
  allowed: Omit<Opened, 'channel' | 'broadcast'>,
): Opened | PlayerRefusal {
  if (channel.hidedAt !== null) return refusal(4003)
  const broadcast = channel.broadcasts.at(-1)
  if (!broadcast || !isOnAir(broadcast)) return refusal(3012)
  return countRequest(world, channel, viewer) ? { channel, broadcast, ...allowed } : tooManyViewers
}

/** Whole epoch seconds that a `Date` holds (inferred). */
const isSeconds = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= 8_640_000_000_000

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
