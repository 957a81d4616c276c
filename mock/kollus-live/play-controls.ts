import * as z from 'zod'
import { controlsOf } from '../core/definition/controls.js'
import { isRefusal, openPublic, openUrl } from './player/open.js'
import { elapsedOf, watchedOf, type Play } from './player/play.js'
import { pausePlay, resumePlay, startPlay, stopPlay } from './player/playback.js'
import type { ReplyFinding } from './player/reply.js'
import { channelOf } from './state.js'
import type { KollusLiveWorld } from './world.js'

/** What a viewer does in a player. The controls are exported by controls.ts. */
const control = controlsOf<KollusLiveWorld>()

const time = z.number().describe('Epoch milliseconds.')

const replyFinding: z.ZodType<ReplyFinding> = z.object({
  status: z.number().nullable().describe('The HTTP status. Null if there was no reply.'),
  isToken: z.boolean().describe('The body is a JWT that the security key signed, with `data`.'),
  hasUserKey: z.boolean().describe('`X-Kollus-UserKey` is the custom key.'),
  hasIntegers: z.boolean().describe('`result` and `expiration_date` are JSON integers in their bounds.'),
  result: z.number().nullable(),
  message: z.string().nullable(),
  expirationDate: z.number().nullable().describe('Epoch seconds. Null for no end.'),
})

const playback = z.object({
  playId: z.number().nullable().describe('Null if the playback was refused.'),
  status: z.enum(['playing', 'paused', 'stopped', 'refused']),
  code: z
    .number()
    .nullable()
    .describe(
      'Why it was refused or stopped: the code that the player shows. Null for too many viewers, whose code is not known.',
    ),
  message: z.string().nullable(),
  channelKey: z.string().nullable(),
  broadcastKey: z.string().nullable(),
  clientUserId: z.string().nullable(),
  chat: z
    .object({ name: z.string(), isAdministrator: z.boolean() })
    .nullable()
    .describe('The viewer in the chat. Null without one: only the HTML5 player has it.'),
  player: z.enum(['html5', 'secure']),
  startedAt: time.nullable(),
  endsAt: time.nullable().describe('When it is ended. Null for no end.'),
  elapsed: z.number().describe('Milliseconds since the start.'),
  watched: z.number().describe('Milliseconds without pauses.'),
  reply: replyFinding.nullable().describe('The reply to the playback callback. Null if none was asked for.'),
})

type Playback = z.output<typeof playback>

function serializePlay(play: Play, { clock }: KollusLiveWorld): Playback {
  const { id, status, stopped, broadcast, clientUserId, chatter, player, startedAt, endsAt, reply } = play
  return {
    playId: id,
    status,
    code: stopped?.code ?? null,
    message: stopped?.message ?? null,
    channelKey: broadcast.channel.key,
    broadcastKey: broadcast.key,
    clientUserId,
    chat: chatter,
    player,
    startedAt,
    endsAt,
    elapsed: elapsedOf(play, clock.now()),
    watched: watchedOf(play, clock.now()),
    reply,
  }
}

/** Values of the URL: `uservalue0` and so on. */
const isUservalue = /^uservalue\d{1,2}$/

/** The values in the query of a URL. */
const uservaluesOf = (url: string | undefined): Record<string, string> =>
  url === undefined ? {} : Object.fromEntries([...new URL(url).searchParams].filter(([name]) => isUservalue.test(name)))

export const play = control({
  summary:
    'Opens a URL of a player, or a public channel by its key, and plays. The secure player asks the playback callback first. A refusal is a result with a code.',
  input: z.strictObject({
    url: z.string().optional().describe('Of `kollusPlayUrl`, with any host.'),
    channelKey: z.string().optional().describe('Of a public channel. Without `url`.'),
    player: z.enum(['html5', 'secure']).default('html5'),
    deviceName: z.string().default('Mock player'),
    userAgent: z
      .string()
      .default('')
      .describe('Tells viewers apart for the limit of the channel, and names the device for `player_version`.'),
  }),
  output: playback,
  async run({ url, channelKey, player, deviceName, userAgent }, world) {
    if ((url === undefined) === (channelKey === undefined)) throw new RangeError('Pass either url or channelKey.')
    const viewer = { address: 'local', userAgent }
    const opened =
      url === undefined
        ? openPublic(world, channelOf(world, channelKey!).key, viewer)
        : await openUrl(world, url, viewer)
    const started = await startPlay(world, opened, { player, deviceName, viewer, uservalues: uservaluesOf(url) })
    if (started.play) return serializePlay(started.play, world)
    const target = isRefusal(opened) ? null : opened
    return {
      playId: null,
      status: 'refused' as const,
      ...started.refused,
      channelKey: target?.channel.key ?? null,
      broadcastKey: target?.broadcast.key ?? null,
      clientUserId: target?.clientUserId ?? null,
      chat: null,
      player,
      startedAt: null,
      endsAt: null,
      elapsed: 0,
      watched: 0,
      reply: started.reply,
    }
  },
})

const step = (summary: string, take: (world: KollusLiveWorld, play: Play) => Promise<void>) =>
  control({
    summary,
    input: z.strictObject({ playId: z.number() }),
    output: playback,
    async run({ playId }, world) {
      const found = world.state.plays.get(playId)
      if (!found) throw new RangeError(`There is no playback ${playId}.`)
      await take(world, found)
      return serializePlay(found, world)
    },
  })

export const pause = step(
  'Pauses a playback, as the viewer does. Each receiver of the channel gets a report.',
  pausePlay,
)
export const resume = step('Resumes a paused playback.', resumePlay)
export const stop = step('Stops a playback, as the viewer does.', (world, one) => stopPlay(world, one))

export const plays = control({
  summary: 'Lists the playbacks, oldest first.',
  input: z.strictObject({}),
  output: z.array(playback),
  run: (_, world) => [...world.state.plays.values()].map((one) => serializePlay(one, world)),
})
