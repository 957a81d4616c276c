/** Receives the callbacks of Kollus Live. Run with: npx tsx --env-file=.env examples/web-app/kollus-callbacks.ts */
import { appendFile, readFile } from 'node:fs/promises'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { isOnAirError, unwrap } from 'onair'
import { createKollusLive, isRepeat, kollusLiveAuth, parseKollusLiveCallback } from 'onair/kollus-live'

const { KOLLUS_LIVE_CLIENT_ID: clientId = '', KOLLUS_LIVE_CLIENT_SECRET: clientSecret = '' } = process.env
const { KOLLUS_LIVE_SERVICE_ACCOUNT: serviceAccount = '', ONAIR_URL: baseUrl } = process.env
const { CALLBACK_PATH = `/${crypto.randomUUID()}`, EVENTS_FILE = 'kollus-live.ndjson', PORT = '3000' } = process.env
const auth = kollusLiveAuth({ clientId, clientSecret, baseUrl }).app()
const kollus = createKollusLive({ serviceAccount, auth, baseUrl })

/** The last state of each broadcast and the last result of each recording. It survives a restart. */
const last = new Map<string, string>()
const lines = (await readFile(EVENTS_FILE, { encoding: 'utf8', flag: 'a+' })).split('\n').filter(Boolean)
for (const [key, state] of lines.map((line) => JSON.parse(line) as [string, string])) last.set(key, state)

const app = new Hono()
// Nothing signs these callbacks: no one must be able to guess the path.
app.post(CALLBACK_PATH, async (c) => {
  const event = await parseKollusLiveCallback(c.req.raw)
  if (event.type === 'unknown') return c.body(null)
  const [key, state] =
    event.type === 'live-state' ? [event.broadcastKey, event.state] : [String(event.recordingFileId), event.result]
  if (isRepeat(event, last.get(key))) return c.body(null)
  await appendFile(EVENTS_FILE, `${JSON.stringify([key, state])}\n`)
  last.set(key, state)
  void report(event.broadcastKey, state).catch(console.error)
  // 200 within three seconds, when the event is safely kept. Kollus Live sends it again after anything else.
  return c.body(null)
})
app.onError((error, c) => c.body(null, isOnAirError(error) ? 400 : 500))

/** Anyone who knows the path can send a callback, so Kollus Live has the last word. */
async function report(broadcast_key: string, state: string): Promise<void> {
  const { data } = unwrap(await kollus.call('getBroadcast', { params: { path: { broadcast_key } } }))
  console.log(`${data.title}: ${state}, on air: ${data.is_onair}`)
}
serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}${CALLBACK_PATH}`))
