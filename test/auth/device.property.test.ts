import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createProviderAuth } from '../../src/index.js'
import { telegraph as api } from '../generality/generated/telegraph/index.js'
import { manualClock } from '../support/manual-clock.js'

/** How the server answers one poll. */
const pending = fc.constantFrom('authorization_pending', 'slow_down', 'busy')
const last = fc.constantFrom('tokens', 'access_denied', 'expired_token', 'invalid_client')

/** The times of the polls and the outcome, by RFC 8628, section 3.5. Seconds. */
function expected(answers: readonly string[], interval: number, lifetime: number) {
  const polls: number[] = []
  let [wait, at] = [interval, 0]
  for (const answer of answers) {
    if (at + wait >= lifetime) return { polls, outcome: 'expired_token' }
    polls.push((at += wait))
    if (answer === 'slow_down') wait += 5
    else if (answer === 'busy') wait *= 2
    else if (answer !== 'authorization_pending') return { polls, outcome: answer }
  }
  throw new Error('The answers have no end.')
}

test('a device polls as seldom as the server asks, and ends with its code', async () => {
  const scripts = fc.tuple(fc.array(pending, { maxLength: 8 }), last).map(([some, end]) => [...some, end])
  const intervals = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined })
  await fc.assert(
    fc.asyncProperty(scripts, intervals, fc.integer({ min: 10, max: 400 }), async (answers, interval, expires_in) => {
      const clock = manualClock(0)
      const polls: number[] = []
      const codes = { device_code: 'device-code-1', user_code: 'BCDF-GHJK', verification_uri: 'https://x.example/d' }
      const fetch = async (url: string | URL | Request) => {
        if (String(url).endsWith('/device')) return Response.json({ ...codes, interval, expires_in })
        polls.push(clock.now() / 1000)
        const answer = answers[polls.length - 1]!
        if (answer === 'busy') return new Response('', { status: 503 })
        if (answer !== 'tokens') return Response.json({ error: answer }, { status: 400 })
        return Response.json({ access_token: 'access-1', refresh_token: 'refresh-1', expires_in: 60 })
      }
      const auth = createProviderAuth(api)({ clientId: 'c1', fetch, clock })
      const device = await auth.device({ account: 'alice', scopes: ['wires.read'] })
      const outcome = device.complete().then(
        () => 'tokens',
        (error: { error: string }) => error.error,
      )
      await clock.advance(expires_in * 1000)
      expect({ polls, outcome: await outcome }).toEqual(expected(answers, interval ?? 5, expires_in))
      expect(await auth.accounts()).toEqual((await outcome) === 'tokens' ? ['alice'] : [])
      expect(clock.due).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect.hasAssertions()
})
