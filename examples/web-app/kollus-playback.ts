/** A page that plays a channel of Kollus Live. Run with: npx tsx --env-file=.env examples/web-app/kollus-playback.ts */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { isOnAirError } from 'onair'
import { kollusPlayReply, kollusPlayUrl, lmsCorsHeaders } from 'onair/kollus-live'
import { parseKollusLmsCallback, parseKollusPlayCallback } from 'onair/kollus-live'

const { KOLLUS_LIVE_SECURITY_KEY: securityKey = '', KOLLUS_LIVE_CUSTOM_KEY: customKey = '' } = process.env
const { KOLLUS_LIVE_CHANNEL: channelKey = '', ONAIR_URL: baseUrl, PORT = '3000' } = process.env
// Nothing signs these callbacks: no one must be able to guess the path. It must stay the same, because the console has it.
const { CALLBACK_PATH = `/${crypto.randomUUID()}` } = process.env
const keys = { securityKey, customKey }

const app = new Hono()
app.get('/', async (c) => {
  // The visitor's account. Check here that they may watch: until it expires, the URL works for everyone who has it.
  const clientUserId = c.req.query('viewer') ?? 'viewer-1'
  const expiresAt = Date.now() + 60_000
  const url = await kollusPlayUrl({ ...keys, channelKey, clientUserId, expiresAt, baseUrl, query: { autoplay: true } })
  c.header('cache-control', 'no-store')
  return c.html(html`<iframe title="Live" src="${url}" allow="autoplay;encrypted-media;fullscreen"></iframe>`)
})
/** A secure player asks whether a viewer may watch, and plays nothing without this reply. */
app.post(`${CALLBACK_PATH}/may-play`, async (c) => {
  const { clientUserId, kind } = await parseKollusPlayCallback(c.req.raw)
  const allow = clientUserId === 'viewer-1'
  return kollusPlayReply({ allow, kind, message: 'Please subscribe.' }, keys)
})
/** Every player reports how far a viewer has watched. The browser's reports come from Kollus's page, so it asks by OPTIONS first. */
app.options(`${CALLBACK_PATH}/progress`, (c) => c.body(null, 204, lmsCorsHeaders(c.req.header('origin'))))
app.post(`${CALLBACK_PATH}/progress`, async (c) => {
  const { clientUserId, watched = 0 } = await parseKollusLmsCallback(c.req.raw, { securityKey })
  console.log(`${clientUserId} has watched for ${watched / 1000} s`)
  return c.body(null, 200, lmsCorsHeaders(c.req.header('origin')))
})
app.onError((error, c) => c.body(null, isOnAirError(error) ? 400 : 500))
serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port} ${CALLBACK_PATH}`))
