/**
 * A process that makes calls over a shared store, as an application does. It reports to the driver each step at which it must wait, each
 * refresh token that it stored, and how each call ended.
 */
import { isOnAirError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { systemClock } from '../../src/clock.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { machineTime, sentHeader, type Order, type Outcome, type Report, type Step } from './messages.js'
import { openStore, type RedisLibrary, type StoreName } from './open-store.js'
import { steppedStore } from './stepped-store.js'

const [storeName, address, library, baseUrl, clientId, clientSecret] = process.argv.slice(2) as [
  StoreName,
  string,
  RedisLibrary,
  string,
  string,
  string,
]

const report = (what: Report) => void process.send!(what)
let heldAt: Step | null = null
const waiting: (() => void)[] = []
let broken: Extract<Order, { do: 'break' }> | undefined
let failures = 0
let wall = 0
let passed = 0

async function reach(step: Step): Promise<void> {
  if (step !== heldAt) return
  report({ is: 'held', step })
  await new Promise<void>((resolve) => waiting.push(resolve))
}

async function fail(command: 'get' | 'set'): Promise<void> {
  if (command !== broken?.command || failures === 0) return
  failures--
  if (broken.how === 'hang') await new Promise(() => {})
  throw new Error('The database is gone.')
}

const clock = {
  ...systemClock,
  now: () => Date.now() + wall,
  monotonic: () => performance.now() + passed,
}

const tokenEndpoint = '/livepush/tokens/'

const fetch: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  if (!new URL(request.url).pathname.startsWith(tokenEndpoint)) return globalThis.fetch(request)
  await reach('before request')
  request.headers.set(sentHeader, String(machineTime()))
  const response = await globalThis.fetch(request)
  const text = await response.text()
  await reach('after answer')
  return new Response(text, { status: response.status, headers: response.headers })
}

const { store, limiter } = await openStore(storeName, address, library)
const stored = (refreshToken: string) => report({ is: 'stored', refreshToken, at: machineTime() })
const auth = livepushAuth({
  clientId,
  clientSecret,
  baseUrl,
  fetch,
  clock,
  store: steppedStore(store, { reach, fail, stored }),
  limit: limiter?.('token'),
})
const limit = limiter?.('api')
const clients = new Map<string, ReturnType<typeof createLivepush>>()

async function call(account: string): Promise<Outcome> {
  const client = clients.get(account) ?? createLivepush({ auth: auth.account(account), baseUrl, fetch, clock, limit })
  clients.set(account, client)
  try {
    unwrap(await client.call('listStreams'))
    return { account, ok: true }
  } catch (error) {
    const { name, message } = error as Error
    return { account, ok: false, name, message, typed: isOnAirError(error) }
  }
}

process.on('message', async (order: Order) => {
  switch (order.do) {
    case 'call': {
      const calls = order.accounts.flatMap((account) => Array.from({ length: order.times }, () => call(account)))
      report({ is: 'done', outcomes: await Promise.all(calls) })
      break
    }
    case 'clock':
      ;({ wall, passed } = order)
      break
    case 'hold':
      heldAt = order.step
      break
    case 'go':
      heldAt = null
      for (const go of waiting.splice(0)) go()
      break
    case 'break':
      broken = order
      failures = order.times
  }
})
process.on('disconnect', () => process.exit())
report({ is: 'ready' })
