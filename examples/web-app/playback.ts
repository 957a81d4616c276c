/** A page that plays a stream of OvenStudio by signed URLs. Run with: npx tsx --env-file=.env examples/web-app/playback.ts */
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { staticToken } from 'onair'
import { createOvenStudio } from 'onair/ovenstudio'

const { OVENSTUDIO_HOST: host = 'localhost', OVENSTUDIO_ACCESS_TOKEN: token = '', ONAIR_URL: baseUrl } = process.env
const { STREAM = 'OvenStudio', SECONDS = '300', PORT = '3000' } = process.env

const studio = createOvenStudio({ host, auth: staticToken(token), baseUrl })
const page = await readFile(new URL('playback.html', import.meta.url), 'utf8')
const player = await readFile(createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js'), 'utf8')

const app = new Hono()
app.get('/', (c) => c.html(page))
app.get('/hls.js', (c) => c.body(player, 200, { 'content-type': 'text/javascript' }))
app.post('/playback', async (c) => {
  // Check here that the visitor may watch: until it ends, the URL works for everyone who has it.
  const until = new Date(Date.now() + Number(SECONDS) * 1000)
  const { url } = await studio.createSignedUrl({ stream: STREAM, until })
  return c.json({ url }, 200, { 'cache-control': 'no-store' })
})
app.onError((error, c) => {
  console.error(error)
  return c.json({ message: 'The stream can’t be played at the moment.' }, 502)
})

serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}`))
