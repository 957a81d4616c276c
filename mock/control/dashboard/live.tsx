import { Hono } from 'hono'
import type { ControlEnv } from '../env.js'
import { broadcastsOf } from './broadcasts.js'
import { LivePage } from './live-page.js'
import { at } from './mock-view.js'
import { viewOf, dashboardResponse } from './pages.js'

/** The page of what is on air, and the player that it uses if the project has one. */
export const live = new Hono<ControlEnv>()

/** The player's script: the whole one, because the light one does not play sound from a track of its own. */
const script = 'hls.js/dist/hls.min.js'

live.get('/live', async (c) => {
  const view = viewOf(c)
  const { findInstalled } = await import('../../node/installed.js')
  const hasPlayer = findInstalled(script) !== undefined
  return dashboardResponse(c, {
    title: 'Live',
    current: 'live',
    player: hasPlayer ? at(view, 'live/player.js') : undefined,
    content: <LivePage view={view} broadcasts={await broadcastsOf(view)} hasPlayer={hasPlayer} />,
  })
})

live.get('/live/player.js', async (c) => {
  const { readInstalled } = await import('../../node/installed.js')
  const text = await readInstalled(script)
  return text === undefined
    ? c.notFound()
    : c.body(text, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'max-age=3600' })
})
