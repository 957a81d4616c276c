import { createLimiter, isOnAirError, NotFoundError, paginate, staticToken, unwrap } from 'onair'
import { createKollusLive, parseKollusLiveCallback } from 'onair/kollus-live'
import { createLivepush } from 'onair/livepush'
import * as schemas from 'onair/schemas/livepush'
import { equal, failure, type Checks, type Place } from '../check.js'
import { openSandbox, type Sandbox } from '../sandbox.js'

const listStreams = 'livepush.listStreams'

async function tokenOf({ control }: Sandbox, provider: string) {
  const { accessToken } = await control(`/providers/${provider}/grants`, { account: 'alice' })
  return staticToken(accessToken as string)
}

/** Livepush with a token that was pasted, in a sandbox of its own. */
async function pasted(place: Place, options: Partial<Parameters<typeof createLivepush>[0]> = {}) {
  const sandbox = await openSandbox(place)
  const auth = await tokenOf(sandbox, 'livepush')
  return { sandbox, auth, livepush: createLivepush({ auth, ...sandbox.client, ...options }) }
}

/** Calls with a token from elsewhere: what a browser may do as well. */
export const calls: Checks = {
  async 'JSON is sent and read'(place) {
    const { livepush } = await pasted(place)
    const made = await livepush.POST('/streams', { body: { category: 'simulcast', name: 'Größe 📡' } })
    equal(made.status, 201, 'status')
    const read = await livepush.call('getStream', { params: { path: { streamId: unwrap(made).id } } })
    equal(unwrap(read).metadata?.name, 'Größe 📡', 'name')
  },

  async 'pages follow one another, at the provider’s pace'(place) {
    const sandbox = await openSandbox(place)
    const { serviceAccount } = await sandbox.control('/providers/kollus-live/credentials')
    const auth = await tokenOf(sandbox, 'kollus-live')
    const kollus = createKollusLive({ serviceAccount, auth, ...sandbox.client })
    const keys: string[] = []
    for await (const { key } of paginate(kollus, 'listChannels', { params: { query: { per_page: 2 } } })) keys.push(key)
    equal([keys.length, new Set(keys).size], [5, 5], 'channels')
    equal(sandbox.client.clock.monotonic(), 2000, 'milliseconds between three calls, one a second')
  },

  async 'the platform’s timers pace calls'(place) {
    const { auth, sandbox } = await pasted(place)
    const windows = [{ requests: 1, window: 0.1, bucket: 'api' }] as unknown as Parameters<typeof createLimiter>[0]
    const { baseUrl } = sandbox.client
    const livepush = createLivepush({ auth, baseUrl, limit: createLimiter(windows) })
    const since = performance.now()
    await Promise.all([1, 2, 3].map(() => livepush.call('listStreams')))
    const took = performance.now() - since
    // A timer may fire a millisecond early.
    equal(took > 195, true, `three calls, one in 100 ms, took ${took} ms`)
  },

  async 'a 503 is repeated after the time that it asks for'(place) {
    const { sandbox, livepush } = await pasted(place)
    await sandbox.control('/faults', { operation: listStreams, action: 'status', status: 503, retryAfter: 2, times: 1 })
    equal((await livepush.call('listStreams')).status, 200, 'status')
    equal(sandbox.client.clock.monotonic(), 2000, 'milliseconds waited')
  },

  async 'a refusal is an ApiError of its class'(place) {
    const { livepush } = await pasted(place)
    const path = { params: { path: { streamId: 'st_unknown' } } }
    const error = await failure(async () => unwrap(await livepush.call('getStream', path)))
    equal([error instanceof NotFoundError, isOnAirError(error), error['status']], [true, true, 404], 'error')
  },

  async 'a connection that is cut is a NetworkError, and the call is not repeated without leave'(place) {
    const { sandbox, livepush } = await pasted(place, { retry: false })
    await sandbox.control('/faults', { operation: listStreams, action: 'drop' })
    const error = await failure(() => livepush.call('listStreams'))
    equal([error['code'], error['phase']], ['network', 'sent'], 'error')
  },

  async 'a server that does not listen is a NetworkError'({ closedUrl }) {
    const livepush = createLivepush({ auth: staticToken('token'), baseUrl: closedUrl, retry: false })
    equal((await failure(() => livepush.call('listStreams')))['code'], 'network', 'code')
  },

  async 'an answer that breaks off is a NetworkError'(place) {
    const { sandbox, livepush } = await pasted(place, { retry: false })
    await sandbox.control('/faults', { operation: listStreams, action: 'truncate' })
    equal((await failure(() => livepush.call('listStreams')))['code'], 'network', 'code')
  },

  async 'an answer that is not whole JSON is a DecodeError'(place) {
    const { sandbox, livepush } = await pasted(place, { retry: false })
    await sandbox.control('/faults', { operation: listStreams, action: 'malformed' })
    equal((await failure(() => livepush.call('listStreams')))['code'], 'decode', 'code')
  },

  async 'an answer that does not come is a TimeoutError'(place) {
    const { sandbox, auth } = await pasted(place)
    await sandbox.control('/faults', { operation: listStreams, action: 'delay', duration: '1h' })
    const { baseUrl } = sandbox.client
    const livepush = createLivepush({ auth, baseUrl, retry: false, timeout: { attempt: 50 } })
    const error = await failure(() => livepush.call('listStreams'))
    equal([error['code'], error['scope']], ['timeout', 'attempt'], 'error')
  },

  async 'a caller’s signal ends a call with its reason'(place) {
    const { sandbox, livepush } = await pasted(place)
    await sandbox.control('/faults', { operation: listStreams, action: 'delay', duration: '1h' })
    const stop = new AbortController()
    const call = livepush.call('listStreams', { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('The page was closed.')), 20)
    equal((await failure(() => call))['message'], 'The page was closed.', 'reason')
  },

  async 'answers are held to the generated schemas'(place) {
    const asked: string[] = []
    const response = (operation: string) => {
      asked.push(operation)
      return operation === 'listStreams' ? schemas.ListStreamsResponse : schemas.ListRecordingsResponse.min(1000)
    }
    const { livepush } = await pasted(place, { validate: { response } })
    equal((await livepush.call('listStreams')).status, 200, 'status')
    equal((await failure(() => livepush.call('listRecordings')))['code'], 'decode', 'code')
    equal(asked, ['listStreams', 'listRecordings'], 'operations')
  },

  async 'a callback is read from a Request'() {
    const form = new URLSearchParams({
      service_account_key: 'demo',
      channel_key: 'abcd1234efgh5678',
      broadcast_key: '20260114-a1b2c3d4',
      broadcast_state: 'start',
    })
    const event = await parseKollusLiveCallback(new Request('http://app.test/hook', { method: 'POST', body: form }))
    equal([event.type, event.channelKey], ['live-state', 'abcd1234efgh5678'], 'event')
  },
}

/** What browsers and workerd do not tell: whether anything was sent. */
export const connections: Checks = {
  async 'a fault before anything was sent is known as one, so that a refresh is tried again'({ closedUrl }) {
    const livepush = createLivepush({ auth: staticToken('token'), baseUrl: closedUrl, retry: false })
    equal((await failure(() => livepush.call('listStreams')))['phase'], 'connect', 'phase')
  },
}
