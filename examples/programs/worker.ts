/**
 * One of many workers, on any number of machines: they share a queue, tokens and the provider's limits by a Redis.
 * Run several: npx tsx --env-file=.env examples/programs/worker.ts
 */
import { unwrap } from 'onair'
import { createKollusLive, kollusLiveAuth, kollusLiveLimits, latestBroadcast } from 'onair/kollus-live'
import { redisLimiter, redisStore } from 'onair/redis'
import { createClient } from 'redis'

const { KOLLUS_LIVE_CLIENT_ID: clientId = '', KOLLUS_LIVE_CLIENT_SECRET: clientSecret = '' } = process.env
const { KOLLUS_LIVE_SERVICE_ACCOUNT: serviceAccount = '', ONAIR_URL: baseUrl, REDIS_URL: url } = process.env

const redis = createClient({ url }).on('error', (error: Error) => console.error(`Redis: ${error.message}`))
await redis.connect()
const tokenLimit = redisLimiter(redis, kollusLiveLimits, { key: 'kollus-live', bucket: 'token' })
const auth = kollusLiveAuth({ clientId, clientSecret, baseUrl, store: redisStore(redis), limit: tokenLimit })
const limit = redisLimiter(redis, kollusLiveLimits, { key: 'kollus-live/app' })
const kollus = createKollusLive({ serviceAccount, auth: auth.app(), baseUrl, limit })

const stop = new AbortController()
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
while (!stop.signal.aborted) {
  // A job stays in a list until it is done, so that none is lost with its worker.
  const key = await redis.lMove('channels', 'channels:started', 'LEFT', 'RIGHT')
  if (key === null) break
  try {
    const { data } = unwrap(await kollus.call('getChannel', { params: { path: { channel_key: key } } }))
    await redis.hSet('on-air', key, String(latestBroadcast(data)?.is_onair ?? false))
    await redis.lRem('channels:started', 1, key)
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}
redis.destroy()
