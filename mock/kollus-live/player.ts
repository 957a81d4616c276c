import { Hono, type Context } from 'hono'
import { pageResponse } from '../accounts/console.js'
import type { Env } from '../core/definition/world.js'
import { toResponse, type Reply } from '../core/http/reply.js'
import { recordRequest } from '../core/journal/record-request.js'
import { refusal, tooManyViewers, type PlayerRefusal } from './player/codes.js'
import { hlsFile } from './player/hls.js'
import { isRefusal, openPublic, openToken, type Opened } from './player/open.js'
import { countRequest, type Viewer } from './player/viewers.js'
import type { KollusLiveWorld } from './world.js'

type C = Context<Env<KollusLiveWorld>>

/** A stream without a request for this long is removed (documented for `/sr`). */
const removedAfter = 172_800_000

/**
 * The players' server: `/s` shows what a player would be told, `/sr` redirects to a playlist, `/si` has information for the player SDKs, and
 * `/{channel_key}` plays a public channel. Statuses and bodies of refusals are inferred: a page with the code and status 200, or 403 with JSON.
 */
export const player = new Hono<Env<KollusLiveWorld>>()
  .basePath('/player')
  .get('/s', async (c) => page(c, await open(c), `sr${new URL(c.req.url).search}`))
  .get('/sr', async (c) => {
    const opened = await open(c)
    return isRefusal(opened) ? refuse(c, opened) : redirect(c, opened)
  })
  .get('/si', async (c) => {
    const opened = await open(c)
    if (isRefusal(opened)) return refuse(c, opened)
    const { channel, broadcast, title } = opened
    const body = {
      channel_key: channel.key,
      broadcast_key: broadcast.key,
      title: title ?? broadcast.title,
      url: playlistOf(c, deliver(c, opened)),
    }
    return answer(c, { status: 200, body })
  })
  .get('/live/:delivery/:file', (c) => file(c))
  .all('/live/*', (c) => fileReply(c, { status: 404, reason: 'no such file' }))
  .get('/:channelKey', async (c) => page(c, openPublic(c.env.world, c.req.param('channelKey'), viewerOf(c)), null))

const open = (c: C) => openToken(c.env.world, new URL(c.req.url).searchParams, viewerOf(c))

const viewerOf = ({ env: { connection }, req }: C): Viewer => ({
  address: connection?.address ?? 'local',
  userAgent: req.header('user-agent') ?? '',
})

const reasonOf = ({ code }: PlayerRefusal): string => (code === null ? 'viewer limit' : String(code))

async function page(c: C, opened: Opened | PlayerRefusal, playlist: string | null): Promise<Response> {
  const { playerPage } = await import('./player/page.js')
  recordRequest(c.env.world, null, c.req, { status: 200, ...(isRefusal(opened) && { reason: reasonOf(opened) }) })
  return pageResponse(playerPage({ world: c.env.world, opened, playlist }))
}

/** Players of pages of any origin can read the answers (inferred). */
const anyPage = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' }

function answer(c: C, reply: Reply): Response {
  recordRequest(c.env.world, null, c.req, reply)
  return toResponse(reply, { ...anyPage })
}

function fileReply(c: C, reply: Reply): Response {
  recordFile(c, reply)
  return toResponse(reply, { ...anyPage })
}

const refuse = (c: C, refused: PlayerRefusal): Response =>
  answer(c, { status: 403, body: refused, reason: reasonOf(refused) })

const redirect = (c: C, opened: Opened): Response =>
  answer(c, { status: 302, headers: { location: playlistOf(c, deliver(c, opened)) } })

/** The journal does not show the key of a stream, because it opens it. */
const recordFile = ({ env: { world }, req }: C, reply: Pick<Reply, 'status' | 'reason'>) =>
  recordRequest(world, null, { method: req.method, path: req.path.replace(/\/live\/[^/]+/, '/live/{stream}') }, reply)

/** Opens a stream for one player. Returns the key in its path, which is as secret as the token. */
function deliver({ env: { world } }: C, { broadcast, playsUntil }: Opened): string {
  const { deliveries } = world.state
  const now = world.clock.now()
  for (const [old, { usedAt }] of deliveries) if (now >= usedAt + removedAfter) deliveries.delete(old)
  const key = world.random.key(24)
  deliveries.set(key, { broadcast, until: playsUntil, usedAt: now })
  return key
}

function playlistOf({ env: { world }, req }: C, delivery: string): string {
  const { prefix, profile } = world
  return `${new URL(req.url).origin}${prefix}/${profile.provider}/player/live/${delivery}/playlist.m3u8`
}

async function file(c: C): Promise<Response> {
  const { state, clock } = c.env.world
  const { delivery: key, file: name } = c.req.param() as Record<'delivery' | 'file', string>
  const now = clock.now()
  const delivery = state.deliveries.get(key)
  if (!delivery || now >= delivery.usedAt + removedAfter) return fileReply(c, { status: 404, reason: 'no such stream' })
  const isOver = delivery.until !== null && now >= delivery.until
  const isCounted = !isOver && countRequest(c.env.world, delivery.broadcast.channel, viewerOf(c))
  const refused = isOver ? refusal(3013) : isCounted ? null : tooManyViewers
  if (refused) return fileReply(c, { status: 403, body: refused, reason: reasonOf(refused) })
  delivery.usedAt = now
  const found = await hlsFile(delivery.broadcast, name, now)
  if (!found) return fileReply(c, { status: 404, reason: 'no such file' })
  recordFile(c, { status: 200 })
  return new Response(found.body, { headers: { ...anyPage, 'content-type': found.type } })
}
