/**
 * One encoder publishes to three providers. Each token is one of: npx onair token livepush
 * Run with: npx tsx --env-file=.env examples/programs/go-live.ts ffmpeg -re -i show.mp4 -c copy -map 0 -f tee
 */
import { spawn } from 'node:child_process'
import { staticToken, unwrap } from 'onair'
import { createDLive, StreamKeyDocument } from 'onair/dlive'
import { createKollusLive, latestBroadcast } from 'onair/kollus-live'
import { createLivepush, publishUrl } from 'onair/livepush'

const { KOLLUS_LIVE_TOKEN = '', LIVEPUSH_TOKEN = '', DLIVE_TOKEN = '', ONAIR_URL: baseUrl } = process.env
const { KOLLUS_LIVE_SERVICE_ACCOUNT: serviceAccount = '', KOLLUS_LIVE_CHANNEL: channel_key = '' } = process.env
const kollus = createKollusLive({ serviceAccount, auth: staticToken(KOLLUS_LIVE_TOKEN), baseUrl })
const livepush = createLivepush({ auth: staticToken(LIVEPUSH_TOKEN), baseUrl })
const dlive = createDLive({ auth: staticToken(DLIVE_TOKEN), baseUrl })

const params = { path: { channel_key } }
const { data: channel } = unwrap(await kollus.call('getChannel', { params }))
const [creator] = unwrap(await kollus.call('listCreators', { params })).data
const { id: streamId } = unwrap(await livepush.POST('/streams', { body: { category: 'simulcast', name: 'Show' } }))
const stream = unwrap(await livepush.call('getStream', { params: { path: { streamId } } }))
const key = unwrap(await dlive.query(StreamKeyDocument)).me?.private?.streamKey?.key
if (!channel.publish_url || !creator?.stream_key || !key) throw new Error('Kollus Live or DLive gives no stream key.')

// Secrets: who has them can publish. No document of DLive or Livepush names their addresses; public clients do.
const [kollusUrl, dliveUrl] = [`${channel.publish_url}/${creator.stream_key}`, `rtmp://stream.dlive.tv/live/${key}`]
const outputs = [kollusUrl, publishUrl(stream), dliveUrl].map((url) => `[f=flv]${url}`).join('|')
const [command = 'ffmpeg', ...words] = process.argv.slice(2)
const encoder = spawn(command, [...words, outputs], { stdio: ['inherit', 'ignore', 'ignore'] })
encoder.once('error', (error) => console.error(`${command} does not start: ${error.message}`))
process.once('SIGTERM', () => encoder.kill())
encoder.once('exit', (code) => (process.exitCode = code ?? 1))

while (encoder.pid && encoder.exitCode === null && encoder.signalCode === null) {
  // The client itself keeps to one call a second.
  const now = unwrap(await kollus.call('getChannel', { params })).data
  if (!latestBroadcast(now)?.is_onair) continue
  console.log(`${now.title} is on air. Ctrl-C ends it.`)
  break
}
