import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOnAirError, ReauthorizationRequiredError } from '../../src/errors/index.js'
import type { AccessToken } from '../../src/auth/token.js'
import { memoryStore } from '../../src/store/memory.js'
import type { TokenStore } from '../../src/store/store.js'
import type { Fault } from '../support/oauth-server.js'
import { DAY, key, world } from '../support/signed-in.js'

type Stored = { accessToken: string; refreshToken: string }

const faults: readonly Fault[] = [
  { phase: 'before', with: 'ECONNRESET' },
  { phase: 'before', with: 'ECONNREFUSED' },
  { phase: 'before', with: () => new Response(null, { status: 503 }) },
  { phase: 'before', with: () => new Response(null, { status: 429, headers: { 'retry-after': '5' } }) },
  { phase: 'after', with: 'ECONNRESET' },
  { phase: 'after', with: () => new Response('{"access_token":"PLAN') },
]

const oneOf = <const T>(...values: T[]) => fc.constantFrom(...values)
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: oneOf('ask'), process: oneOf(0, 1), refused: fc.boolean(), abort: fc.boolean() }),
    },
    { weight: 4, arbitrary: fc.record({ do: oneOf('run'), tasks: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 2, arbitrary: fc.record({ do: oneOf('pass'), days: oneOf(0, 1, 200, 361, 366) }) },
    { weight: 2, arbitrary: fc.record({ do: oneOf('network'), fault: oneOf(...faults) }) },
    { weight: 1, arbitrary: fc.record({ do: oneOf('write'), phase: oneOf('before', 'after') }) },
    { weight: 1, arbitrary: fc.record({ do: oneOf('settle', 'signIn') }) },
    { weight: 1, arbitrary: fc.record({ do: oneOf('narrow'), process: oneOf(0, 1) }) },
    { weight: 1, arbitrary: fc.record({ do: oneOf('lifetime'), seconds: oneOf(0.001, 1, 31_622_400) }) },
  ),
  { minLength: 5, maxLength: 40 },
)

/**
 * Two processes share one store and one strict server. fast-check decides when each network call and store call ends. These rules hold for
 * every interleaving and every failure:
 *
 * - no token is handed out that was not in the store, or after its end;
 * - a token that the caller has just seen refused comes back only if tokens were renewed less than a minute ago;
 * - one call costs at most one refresh;
 * - a process sends only the refresh token that is in the store, and never again after it got an answer to it;
 * - the stored tokens never vanish, and unless an answer was lost the session goes on: when writes work again, both processes find a token
 *   that the server accepts.
 */
test('no grant is used twice and no session is lost, for any interleaving of callers, processes, time and faults', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, script) => {
      const inner = memoryStore()
      const had = new Set<string>()
      const writes: ('before' | 'after')[] = []
      const current = async () => (await inner.get(key))?.record as Stored | undefined
      const store: TokenStore = {
        ...inner,
        get: (name) => scheduler.schedule(inner.get(name), 'get'),
        async set(name, record, options) {
          const fails = name === key ? writes.shift() : undefined
          await scheduler.schedule(Promise.resolve(), 'set')
          if (fails === 'before') {
            isUnwritten = true
            throw new Error('not written')
          }
          const written = await inner.set(name, record, options)
          if (written && name === key) had.add((record as Stored).accessToken)
          await scheduler.schedule(Promise.resolve(), 'set is done')
          renewedAt = clock.monotonic()
          if (fails === 'after') throw new Error('written, but who knows')
          return written
        },
      }
      const { clock, server, another } = world({ store })
      let isLost = false
      let renewedAt = -Infinity
      // Until it is written, the other process cannot know of the new grant, and takes the used one for dead.
      let isUnwritten = false
      const problems: string[] = []
      const processes = [0, 1].map((id) => {
        const answered = new Set<string>()
        const auth = another({
          fetch: async (url, init) => {
            const spent = new URLSearchParams(String(init.body)).get('refresh_token')
            if (spent !== null) {
              if (answered.has(spent)) problems.push(`process ${id} sent a grant again that it had an answer to`)
              if ((await current())?.refreshToken !== spent)
                problems.push(`process ${id} sent another grant than the stored one`)
            }
            // After its time limit the process never sees the answer, even if the server still handles the request.
            init.signal?.addEventListener('abort', () => (isLost = true))
            await scheduler.schedule(Promise.resolve(), 'request')
            const answer = server.fetch(url, init)
            await answer.catch(() => undefined)
            await scheduler.schedule(Promise.resolve(), 'answer')
            const response = await answer
            const text = await response.clone().text()
            if (!init.signal?.aborted && spent !== null && (/"error"/.test(text) || /"expires_in"/.test(text)))
              answered.add(spent)
            if (spent !== null && /"expires_in"/.test(text)) process.refreshes++
            return response
          },
        })
        const process = {
          auth,
          source: auth.account('alice'),
          last: undefined as AccessToken | undefined,
          /** Every token that was handed out. */
          given: new Set<string>(),
          calls: 0,
          refreshes: 0,
        }
        return process
      })
      const [first] = processes as [(typeof processes)[0]]
      const outstanding = new Set<Promise<void>>()
      const track = (run: Promise<unknown>) => {
        const tracked: Promise<void> = run
          .then(
            () => undefined,
            (error: unknown) => {
              if (error instanceof ReauthorizationRequiredError && !isLost && !isUnwritten)
                problems.push('the session ended, and no answer was lost')
              if (!isOnAirError(error) && (error as Error).name !== 'AbortError')
                problems.push(`a foreign error: ${String(error)}`)
            },
          )
          .finally(() => outstanding.delete(tracked))
        outstanding.add(tracked)
      }
      const settle = async () => {
        // Also waits for a flight that all callers have left.
        for (let turns = 0; outstanding.size + scheduler.count() > 0 || turns === 0; turns++) {
          if (turns > 10_000) throw new Error('A caller waits forever.')
          await scheduler.waitIdle()
          await clock.advance(100)
        }
      }
      const signIn = async () => {
        const { url } = await first.auth.begin({ account: 'alice', scopes: ['live:control'] })
        await first.auth.complete(server.approve(url))
      }
      const ask = async (process: (typeof processes)[0], refused: boolean, signal?: AbortSignal) => {
        const askedAt = clock.now()
        const given = new Set(process.given)
        process.calls++
        const rejected = refused ? process.last?.value : undefined
        const token = await process.source.token({ rejected, signal })
        process.last = token
        process.given.add(token.value)
        if (!had.has(token.value)) problems.push('a token was handed out that was never stored')
        if (token.value === rejected && clock.monotonic() - renewedAt >= 60_000)
          problems.push('the refused token came back')
        if (token.expiresAt! <= askedAt && token.value !== rejected && given.has(token.value))
          problems.push('a token was handed out again that had ended when it was asked for')
        return token
      }

      track(signIn())
      await settle()
      for (const step of script) {
        if (step.do === 'ask') {
          const caller = step.abort ? new AbortController() : undefined
          track(ask(processes[step.process]!, step.refused, caller?.signal))
          if (caller) track(scheduler.schedule(Promise.resolve(), 'abort').then(() => caller.abort()))
        } else if (step.do === 'network') {
          server.fail(step.fault)
          if (step.fault.phase === 'after') isLost = true
        } else if (step.do === 'write') writes.push(step.phase)
        else if (step.do === 'signIn') track(signIn())
        else if (step.do === 'narrow') {
          const process = processes[step.process]!
          process.calls++
          track(process.auth.narrow('alice', ['live:control']))
        } else if (step.do === 'lifetime') server.reshape((body) => ({ ...body, expires_in: step.seconds }))
        else if (step.do === 'pass') await clock.advance(step.days * DAY)
        else if (step.do === 'run') await scheduler.waitNext(Math.min(step.tasks, scheduler.count()))
        else await settle()
        if ((await current()) === undefined) problems.push('the stored tokens are gone')
      }
      await settle()
      // Without faults: tokens kept in memory are written first, then every caller must get a token that works.
      server.heal()
      server.reshape((body) => body)
      writes.length = 0
      for (const refused of [false, true]) for (const process of processes) track(ask(process, refused))
      await settle()
      isUnwritten = false
      if (!isLost) {
        for (const process of processes) {
          const last = process.last?.value
          await clock.advance(60_000)
          track(
            ask(process, true).then(({ value }) => {
              if (value === last || !server.accepts(value)) problems.push('in the end a token does not work')
            }),
          )
          await settle()
        }
      }
      for (const { calls, refreshes } of processes)
        if (refreshes > calls) problems.push(`${calls} calls cost ${refreshes} refreshes`)
      expect(problems).toEqual([])
    }),
    { numRuns: Number(process.env.ONAIR_RUNS ?? 200) },
  )
}, 60_000)
