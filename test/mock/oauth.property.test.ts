import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bearer, kollusLiveMock } from './caller.js'
import { codeFor, exchangeCode, refresh } from './sign-in.js'

type Step =
  | { readonly do: 'authorize' }
  | { readonly do: 'exchange' | 'refresh' | 'call'; readonly which: number }
  | { readonly do: 'pass'; readonly seconds: number }

const lifetimes = { authorizationCode: 600, accessToken: 3600, refreshToken: 7200 }
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.constant({ do: 'authorize' } as const),
    fc.record({ do: fc.constantFrom('exchange' as const, 'refresh' as const, 'call' as const), which: fc.nat(8) }),
    fc.record({ do: fc.constant('pass' as const), seconds: fc.constantFrom(1, 599, 600, 1800, 3600, 7200) }),
  ),
  { minLength: 5, maxLength: 40 },
)

/** A model of the server: codes and pairs in the order of issue, and when each expires. */
interface Pair {
  readonly access: string
  readonly refresh: string
  readonly at: number
  readonly family: number
  revoked: boolean
}

test.each(['rotate', 'rotate-and-revoke-family'] as const)(
  'with %s, a code or token works exactly while it is unused, unrevoked and unexpired, for any sequence of steps',
  async (policy) => {
    const options = { limits: false as const, policy: { 'kollus-live': { oauth: { lifetimes, refresh: policy } } } }
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const mock = await kollusLiveMock(options)
        const codes: { value: string; at: number; used: boolean }[] = []
        const pairs: Pair[] = []
        const age = ({ at }: { at: number }) => (mock.clock.now() - at) / 1000
        const keep = ({ body }: { body: { access_token: string; refresh_token: string } }, family = pairs.length) =>
          pairs.push({
            access: body.access_token,
            refresh: body.refresh_token,
            at: mock.clock.now(),
            family,
            revoked: false,
          })

        for (const step of script) {
          if (step.do === 'authorize') codes.push({ value: await codeFor(mock), at: mock.clock.now(), used: false })
          else if (step.do === 'pass') await mock.clock.advance(step.seconds * 1000)
          else if (step.do === 'exchange') {
            const code = codes[step.which % codes.length]
            if (!code) continue
            const answer = await exchangeCode(mock, code.value)
            expect(answer.status === 200).toBe(!code.used && age(code) < 600)
            if (answer.status === 200) keep(answer)
            code.used ||= answer.status === 200
          } else {
            const pair = pairs[step.which % pairs.length]
            if (!pair) continue
            if (step.do === 'call') {
              const { status } = await bearer(mock, pair.access)('GET', '/profile-groups')
              expect(status === 200).toBe(!pair.revoked && age(pair) < 3600)
              continue
            }
            const answer = await refresh(mock, pair.refresh)
            expect(answer.status === 200).toBe(!pair.revoked && age(pair) < 7200)
            if (answer.status === 200) keep(answer, pair.family)
            else if (policy === 'rotate-and-revoke-family' && age(pair) < 7200)
              for (const one of pairs) one.revoked ||= one.family === pair.family
            pair.revoked = true
          }
        }
        await mock.close()
      }),
      { numRuns: 40 },
    )
  },
)
