import { md5 } from '../../core/signing/md5.js'
import type { KollusLiveWorld } from '../world.js'
import type { LmsLine, ServiceAccount } from '../state.js'
import { elapsedOf, watchedOf, type Play } from './play.js'

/** The longest list of receivers that a channel takes. An arbitrary bound. */
const mostLines = 20

/**
 * The receivers in the console's text: one `seconds:url` a line. Kollus wants https; the mock takes http too, for receivers on this machine.
 * Throws a `RangeError`.
 */
export function parseLmsLines(text: string): readonly LmsLine[] {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  if (lines.length > mostLines) throw new RangeError(`At most ${mostLines} lines are allowed.`)
  return lines.map((line, index) => {
    const [, seconds = '', url = ''] = /^(\d{1,5}):(https?:\/\/\S+)$/.exec(line) ?? []
    if (Number(seconds) > 0 && URL.canParse(url)) return { seconds: Number(seconds), url }
    throw new RangeError(`Line ${index + 1} is not seconds:url, such as 30:https://app.example.com/lms.`)
  })
}

/** The receivers in the console's text. */
export const formatLmsLines = (lines: readonly LmsLine[]): string =>
  lines.map(({ seconds, url }) => `${seconds}:${url}`).join('\n')

/** Reports the progress of a viewer to a receiver. The player does not look at the answer. */
export async function report(world: KollusLiveWorld, play: Play, url: string): Promise<void> {
  await world.sendCallback('viewingReported', url, formOf(world, play))
}

/**
 * The fields by the policy. Names come from a template and differ between accounts (inferred); these are those of two known receivers. Times
 * are in seconds (inferred, except the start). Only the older receiver knows the `hash`.
 */
function formOf({ policy, clock }: KollusLiveWorld, play: Play): Readonly<Record<string, string>> {
  const seconds = (ms: number) => String(Math.floor(ms / 1000))
  const now = clock.now()
  const start = seconds(play.startedAt)
  const detail = JSON.stringify({ status: play.status })
  const common = {
    client_user_id: play.clientUserId ?? '',
    [policy.lmsFields]: start,
    run_time: seconds(elapsedOf(play, now)),
    show_time: seconds(watchedOf(play, now)),
    media_content_key: play.broadcast.key,
    host_name: 'v-live-kr.kollus.com',
  }
  if (policy.lmsFields === 'start_at') return { ...common, json_data: detail }
  const form = {
    ...common,
    player_id: play.playerId,
    play_status: play.status === 'playing' ? 'play' : play.status === 'paused' ? 'pause' : 'stop',
    device: play.deviceName,
    ...Object.fromEntries([0, 1, 2, 3, 4].map((at) => [`uv${at}`, play.uservalues[`uservalue${at}`] ?? ''])),
    lms_data: detail,
  }
  return { ...form, hash: hashOf(form, play.broadcast.channel.serviceAccount) }
}

/** `md5(md5(body) + '+' + key)` of the decoded body: commented out in a vendor sample. That the key is the security key is inferred. */
function hashOf(form: Readonly<Record<string, string>>, { securityKey }: ServiceAccount): string {
  const body = Object.entries(form).map(([name, value]) => `${name}=${value}`)
  return md5(`${md5(body.join('&'))}+${securityKey}`)
}
