/**
 * Calls one operation in process, over and over, in one of the `ways` below. Asked with a number it makes that many calls
 * and tells their CPU time in microseconds.
 */
import createFetchClient from 'openapi-fetch'
import { createKollusLive } from 'onair/kollus-live'
import { staticToken } from 'onair'

const base = 'http://127.0.0.1:4010'
const token = 'x'.repeat(900)
const body = process.argv[3]
const path = '/service-accounts/{service_account_key}/channels/{channel_key}'
const values = { service_account_key: 'demo', channel_key: 'abc123' }
const accept = 'application/json'

/** In the place of the platform's, and with the same cost before the wire: it makes a `Request` of what it is given. */
const fetch = async (url, init) => {
  const request = new Request(url, init)
  if (request.headers.get('authorization') !== `Bearer ${token}`) throw new Error('The call was not signed.')
  return new Response(body, { status: 200, headers: { 'content-type': 'application/json' } })
}

/** Each call comes a second after the last, so that the limits never make it wait. No deadline falls due. */
let time = Date.now()
const clock = { now: () => time, monotonic: () => time, sleep: () => new Promise(() => {}) }

const onair = (options) => {
  const client = createKollusLive({
    serviceAccount: 'demo',
    auth: staticToken(token),
    baseUrl: base,
    fetch,
    ...options,
  })
  return async () => {
    time += 1000
    const { ok, data } = await client.GET(path, { params: { path: { channel_key: 'abc123' } } })
    return ok && data
  }
}

const headers = { accept, authorization: `Bearer ${token}` }

const byHand = (init) => async () => {
  const [account, channel] = ['demo', 'abc123'].map(encodeURIComponent)
  const url = `${base}/kollus-live/api/service-accounts/${account}/channels/${channel}`
  const response = await fetch(url, { method: 'GET', headers: { ...headers }, ...init() })
  return response.ok && (await response.json())
}

/** A signal: each call can be ended, by its caller or by a time limit. */
const abortable = () => ({ signal: new AbortController().signal })

const ways = {
  fetch: () => byHand(abortable),
  'fetch-unabortable': () => byHand(() => ({})),
  'openapi-fetch': () => {
    const client = createFetchClient({
      baseUrl: `${base}/kollus-live/api`,
      fetch: (request) => fetch(request),
      headers,
    })
    return async () => (await client.GET(path, { params: { path: values }, ...abortable() })).data
  },
  onair: () => onair({ limit: false }),
  'onair-defaults': () => onair({ clock }),
}

const call = ways[process.argv[2]]()

process.on('message', async (count) => {
  if (typeof count !== 'number') return
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) {
    const data = await call()
    if (!data?.data) throw new Error('The call gave no data.')
  }
  const { user, system } = process.cpuUsage(before)
  process.send({ cpu: user + system })
})
process.send('ready')
