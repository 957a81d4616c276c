/** Calls the server at `port` without a pause, as fast as `redisLimiter` allows. */
import { redisLimiter } from 'onair/redis'
import { createClient } from 'redis'

const [url, port, key, requests, window] = process.argv.slice(2)
const client = await createClient({ url }).connect()
const limits = [{ bucket: 'api', requests: Number(requests), window: Number(window) / 1000 }]
const limiter = redisLimiter(client, limits, { key })

async function caller() {
  for (;;) {
    const slot = await limiter.acquire()
    const response = await fetch(`http://127.0.0.1:${port}/`)
    await response.text()
    slot.finish()
  }
}

process.on('message', (question) => {
  if (question !== 'go') return
  for (let i = 0; i < 8; i++) void caller()
})
process.send('ready')
