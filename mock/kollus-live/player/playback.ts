import { isOnAir } from '../serialize.js'
import { nextId, type Broadcast } from '../state.js'
import type { KollusLiveWorld } from '../world.js'
import { refusal, type PlayerCode, type PlayerRefusal } from './codes.js'
import { report } from './lms.js'
import { isRefusal, type Opened } from './open.js'
import { settle, type Play } from './play.js'
import { judgeReply, type ReplyFinding } from './reply.js'
import { viewerKey, type Viewer } from './viewers.js'

/** The start of a playback, or a refusal with what the mock found in the reply to the callback. */
export type Started =
  | { readonly play: Play; readonly refused: null }
  | { readonly play: null; readonly refused: PlayerRefusal; readonly reply: ReplyFinding | null }

/** The player of a viewer. */
interface Player extends Pick<Play, 'player' | 'uservalues' | 'deviceName'> {
  readonly viewer: Viewer
}

/**
 * Starts a playback. Only the secure player asks the playback callback, and plays nothing without a good reply. Each receiver of the channel
 * gets a report at once, and then at its interval.
 */
export async function startPlay(
  world: KollusLiveWorld,
  opened: Opened | PlayerRefusal,
  player: Player,
): Promise<Started> {
  if (isRefusal(opened)) return { play: null, refused: opened, reply: null }
  const { clock, random, state } = world
  const { era } = clock
  const playerId = random.key(16)
  const isSecure = player.player === 'secure'
  const answer = isSecure ? await ask(world, opened, player, playerId) : null
  const reply = answer?.finding ?? null
  if (answer?.refused) return { play: null, refused: answer.refused, reply }
  // The callback takes its time: the broadcast may have ended meanwhile, or the mock may have been reset.
  if (era !== clock.era || !isOnAir(opened.broadcast)) return { play: null, refused: refusal(3012), reply }
  if (isSecure && isDuplicate(world, opened)) return { play: null, refused: refusal(8479), reply }
  const now = clock.now()
  const play: Play = {
    id: nextId(world),
    broadcast: opened.broadcast,
    player: player.player,
    clientUserId: opened.clientUserId,
    viewer: viewerKey(player.viewer),
    chatter: isSecure ? null : opened.chatter,
    playerId,
    deviceName: player.deviceName,
    uservalues: { ...player.uservalues },
    startedAt: now,
    status: 'playing',
    stopped: null,
    stoppedAt: null,
    watched: 0,
    resumedAt: now,
    endsAt: null,
    reply,
    endTimer: null,
    beats: [],
  }
  const [end] = [
    { at: opened.playsUntil, code: 3013 as PlayerCode },
    { at: answer?.endsAt ?? null, code: 8674 as PlayerCode },
  ].sort((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity))
  play.endsAt = end!.at
  state.plays.set(play.id, play)
  if (end!.at !== null) play.endTimer = world.schedule(end!.at, 'playEnd', { id: play.id, code: end!.code })
  await tell(world, play)
  return { play, refused: null }
}

/**
 * Whether the channel blocks duplicates and the viewer plays it in another secure player. That the new one is refused and not the old one, and
 * that only this channel counts, is inferred.
 */
function isDuplicate({ state }: KollusLiveWorld, { channel, clientUserId }: Opened): boolean {
  if (!channel.settings.use_duplicate_block || clientUserId === null) return false
  return [...state.plays.values()].some(
    (one) =>
      one.player === 'secure' &&
      one.status !== 'stopped' &&
      one.clientUserId === clientUserId &&
      one.broadcast.channel === channel,
  )
}

/** Asks the playback callback of the channel. Null if it has none: then playback starts at once. */
async function ask(world: KollusLiveWorld, opened: Opened, player: Player, playerId: string) {
  const { channel, broadcast, clientUserId } = opened
  if (channel.playCallbackUrl === null) return null
  const delivered = await world.sendCallback('playbackRequested', channel.playCallbackUrl, {
    kind: '100',
    client_user_id: clientUserId ?? '',
    player_id: playerId,
    device_name: player.deviceName,
    media_content_key: broadcast.key,
    channel_key: channel.key,
    uservalues: JSON.stringify(player.uservalues),
    localtime: String(Math.floor(world.clock.now() / 1000)),
  })
  return judgeReply(delivered, channel.serviceAccount, world.clock.now())
}

/** Pauses a playback. No reports follow until it is resumed (inferred). */
export async function pausePlay(world: KollusLiveWorld, play: Play): Promise<void> {
  if (play.status !== 'playing') throw new Error(`Playback ${play.id} is ${play.status}.`)
  settle(play, world.clock.now())
  stopBeats(world, play)
  play.status = 'paused'
  await tell(world, play)
}

/** Resumes a paused playback. */
export async function resumePlay(world: KollusLiveWorld, play: Play): Promise<void> {
  if (play.status !== 'paused') throw new Error(`Playback ${play.id} is ${play.status}, not paused.`)
  play.resumedAt = world.clock.now()
  play.status = 'playing'
  await tell(world, play)
}

/** Stops a playback: the viewer does, or a refusal does. */
export async function stopPlay(world: KollusLiveWorld, play: Play, why: PlayerRefusal | null = null): Promise<void> {
  if (play.status === 'stopped') throw new Error(`Playback ${play.id} is stopped.`)
  const now = world.clock.now()
  settle(play, now)
  play.status = 'stopped'
  play.stopped = why
  play.stoppedAt = now
  stopBeats(world, play)
  if (play.endTimer !== null) world.clock.cancel(play.endTimer)
  await tell(world, play)
}

/** Ends every playback of a broadcast that has ended. */
export async function endPlays(world: KollusLiveWorld, broadcast: Broadcast): Promise<void> {
  // Each stop waits for its reports, and meanwhile a viewer may stop another playback.
  for (const play of world.state.plays.values())
    if (play.broadcast === broadcast && play.status !== 'stopped') await stopPlay(world, play, refusal(3012))
}

interface Beat {
  readonly id: number
  /** The place of the receiver in the channel's list. */
  readonly line: number
  readonly url: string
  readonly seconds: number
}

/** Reports to every receiver at once, and starts the reports at intervals while it plays. */
async function tell(world: KollusLiveWorld, play: Play): Promise<void> {
  const { lms } = play.broadcast.channel
  if (play.status === 'playing')
    lms.forEach(({ url, seconds }, line) => scheduleBeat(world, play, { id: play.id, line, url, seconds }))
  await Promise.all(lms.map(({ url }) => report(world, play, url)))
}

function scheduleBeat(world: KollusLiveWorld, play: Play, beat: Beat): void {
  play.beats[beat.line] = world.schedule(world.clock.now() + beat.seconds * 1000, 'beat', beat)
}

function stopBeats({ clock }: KollusLiveWorld, play: Play): void {
  for (const timer of play.beats.splice(0)) clock.cancel(timer)
}

export const playTimers = {
  async beat(beat: Beat, world: KollusLiveWorld): Promise<void> {
    const play = world.state.plays.get(beat.id)
    if (play?.status !== 'playing') return
    scheduleBeat(world, play, beat)
    await report(world, play, beat.url)
  },

  async playEnd(
    { id, code }: { readonly id: number; readonly code: PlayerCode },
    world: KollusLiveWorld,
  ): Promise<void> {
    const play = world.state.plays.get(id)
    if (play && play.status !== 'stopped') await stopPlay(world, play, refusal(code))
  },
}
