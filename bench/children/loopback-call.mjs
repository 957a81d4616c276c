/**
 * Calls one operation of a server on loopback in one of the `ways` below. Asked for `count` calls, `atOnce` at a time, it tells the
 * median time of a call, and wall and CPU time by calls made, in microseconds.
 */
import { staticToken } from 'onair'
import { createKollusLive } from 'onair/kollus-live'
import { dispatcherFetch } from 'onair/node'
import { Agent, request } from 'undici'

const { port, path, headers } = JSON.parse(process.argv[3])
const base = `http://127.0.0.1:${port}`
const [, , , , account, , channel] = path.split('/')
const token = headers.authorization.slice('Bearer '.length)

/** Each call is given its own end, as each call of a client has a time limit. */
const abortable = () => ({ headers: { ...headers }, signal: new AbortController().signal })

const onair = (options) => {
  const client = createKollusLive({
    serviceAccount: account,
    auth: staticToken(token),
    baseUrl: base,
    limit: false,
    ...options,
  })
  const init = { params: { path: { channel_key: channel } } }
  return async () => (await client.call('getChannel', init)).data
}

const ways = {
  fetch: () => async () => {
    const response = await fetch(base + path, abortable())
    return response.ok && (await response.json())
  },
  onair: () => onair({}),
  'onair-undici': () => onair({ fetch: dispatcherFetch(new Agent({ connections: 16 })) }),
  undici: () => {
    const dispatcher = new Agent({ connections: 16 })
    return async () => {
      const { statusCode, body } = await request(base + path, { ...abortable(), dispatcher })
      return statusCode === 200 && (await body.json())
    }
  },
}

const call = ways[process.argv[2]]()

process.on('message', async ({ count, atOnce }) => {
  if (count === undefined) return
  const times = []
  const cpuBefore = process.cpuUsage()
  const before = performance.now()
  const worker = async () => {
    while (times.length < count) {
      const start = performance.now()
      const data = await call()
      if (!data?.data) throw new Error('The call gave no data.')
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const wall = performance.now() - before
  const { user, system } = process.cpuUsage(cpuBefore)
  times.sort((a, b) => a - b)
  process.send({
    p50: times[times.length >> 1] * 1000,
    wall: (wall * 1000) / times.length,
    cpu: (user + system) / times.length,
  })
})
process.send('ready')
