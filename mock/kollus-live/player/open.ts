import { isOnAir } from '../serialize.js'
import type { Broadcast, Channel } from '../state.js'
import type { KollusLiveWorld } from '../world.js'
import { refusal, type PlayerRefusal } from './codes.js'
import { readToken } from './token.js'

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
}

/** How long the stream is delivered without `play_expt`. */
const defaultPlay = 172_800_000

/**
 * Opens a URL with a token, at the mock's clock. The order of the checks is inferred: custom key (4082), signature (4007), expiry (4085),
 * channel (4003), on air (3012). Both names of a field are read; the long one wins (inferred).
 */
export async function openToken(world: KollusLiveWorld, query: URLSearchParams): Promise<Opened | PlayerRefusal> {
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
  const viewer = {
    clientUserId: textOf(user),
    opensUntil,
    playsUntil,
    title: textOf(payload['title']),
  }
  return onAir(channel, viewer)
}

/** Opens a public channel by its key. */
export function openPublic({ state }: KollusLiveWorld, channelKey: string): Opened | PlayerRefusal {
  const channel = state.channels.get(channelKey)
  if (!channel) return refusal(4003)
  if (!channel.settings.is_shared) return refusal(4081)
  return onAir(channel, { clientUserId: null, opensUntil: null, playsUntil: null, title: null })
}

/** Opens the URL of a player, at any host. Throws a `RangeError` for another URL. */
export async function openUrl(world: KollusLiveWorld, url: string): Promise<Opened | PlayerRefusal> {
  const { pathname, searchParams } = URL.canParse(url) ? new URL(url) : { pathname: '', searchParams: null }
  const last = pathname.slice(pathname.lastIndexOf('/') + 1)
  if (!searchParams || last === '') throw new RangeError('The url is not one of a player: pass one of kollusPlayUrl().')
  return /^(s|sr|si)$/.test(last) ? openToken(world, searchParams) : openPublic(world, last)
}

export const isRefusal = (result: Opened | PlayerRefusal): result is PlayerRefusal => 'code' in result

function onAir(channel: Channel, viewer: Omit<Opened, 'channel' | 'broadcast'>): Opened | PlayerRefusal {
  if (channel.hidedAt !== null) return refusal(4003)
  const broadcast = channel.broadcasts.at(-1)
  return broadcast && isOnAir(broadcast) ? { channel, broadcast, ...viewer } : refusal(3012)
}

/** Whole epoch seconds that a `Date` holds (inferred). */
const isSeconds = (value: unknown): value is number =>
  Number.isInteger(value) && Math.abs(value as number) <= 8_640_000_000_000

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
