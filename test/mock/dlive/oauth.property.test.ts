import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { Model, type Switches } from './oauth-model.js'
import { codeFor, exchangeCode, refresh, sees } from './sign-in.js'

type Step =
  | { readonly do: 'authorize'; readonly scopes: readonly string[] }
  | { readonly do: 'exchange' | 'call'; readonly which: number }
  | { readonly do: 'refresh'; readonly which: number; readonly scopes: readonly string[] }
  | { readonly do: 'pass'; readonly time: string }

const scopes = ['identity', 'email:read', 'phone:read'] as const
/** Counted from the newest. */
const which = fc.nat(8)
const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('authorize' as const), scopes: fc.subarray([...scopes], { minLength: 1 }) }),
    { arbitrary: fc.record({ do: fc.constant('exchange' as const), which }), weight: 2 },
    {
      arbitrary: fc.record({ do: fc.constant('refresh' as const), which, scopes: fc.subarray([...scopes]) }),
      weight: 4,
    },
    { arbitrary: fc.record({ do: fc.constant('call' as const), which }), weight: 3 },
    {
      arbitrary: fc.record({ do: fc.constant('pass' as const), time: fc.constantFrom('9m', '10m', '30d', '335d') }),
      weight: 2,
    },
  ) satisfies fc.Arbitrary<Step>,
  { maxLength: 60, size: 'max' },
)

/** The start of every script, so that there is something to refresh. */
const signIn: readonly Step[] = [
  { do: 'authorize', scopes },
  { do: 'exchange', which: 0 },
]

const both = [false, true]
const all = both.flatMap((restore) =>
  both.flatMap((keepClock) => both.map((keepTokens): Switches => ({ restore, keepClock, keepTokens }))),
)

test.each(all)(
  'codes, tokens and scopes match the model (restore $restore, keepClock $keepClock, keepTokens $keepTokens)',
  async (switches) => {
    const oauth = {
      restoreScopesOnDefaultRefresh: switches.restore,
      refreshClock: switches.keepClock ? ('keep' as const) : ('restart' as const),
      keepsAccessTokens: switches.keepTokens,
    }
    const mock = await testMock({ providers: ['dlive'], policy: { dlive: { oauth } } })

    const run = async (script: readonly Step[]) => {
      mock.reset()
      const model = new Model(switches)
      const codes: string[] = []
      const access: string[] = []
      const refreshes: string[] = []
      const now = () => mock.clock.now()
      const pick = (from: readonly string[], n: number) => from.length - 1 - (n % from.length)
      const compare = async (asked: ReturnType<typeof refresh>, expected: string, isRefresh = true) => {
        const { body } = await asked
        if (body.error) return expect(body.error).toBe(expected)
        if (isRefresh) expect(body.scope).toBe(expected)
        else expect(expected).not.toMatch(/^invalid/)
        access.push(body.access_token)
        refreshes.push(body.refresh_token)
      }
      const look = async (n: number) => {
        const expected = model.scopes(n, now())
        const seen = await sees(mock, access[n]!)
        const of = (scope: string) => expected!.includes(scope)
        expect(seen).toEqual(expected ? { email: of('email:read'), phone: of('phone:read') } : 'nothing')
      }

      for (const step of [...signIn, ...script]) {
        if (step.do === 'authorize') {
          codes.push(await codeFor(mock, { scope: step.scopes.join(' ') }))
          model.authorize(step.scopes, now())
        } else if (step.do === 'pass') await mock.clock.advance(step.time)
        else if (step.do === 'exchange' && codes.length > 0) {
          const n = pick(codes, step.which)
          await compare(exchangeCode(mock, codes[n]!), model.exchange(n, now()), false)
        } else if (step.do === 'refresh' && refreshes.length > 0) {
          const n = pick(refreshes, step.which)
          const asked = refresh(mock, refreshes[n]!, step.scopes.join(' '))
          await compare(asked, model.refresh(n, step.scopes, now()))
        } else if (step.do === 'call' && access.length > 0) await look(pick(access, step.which))
      }
      for (const n of access.keys()) await look(n)
    }

    await fc.assert(fc.asyncProperty(steps, run), { numRuns: Number(process.env.ONAIR_RUNS ?? 10) })
  },
)
