import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors/index.js'
import { staticToken } from '../../src/auth/static.js'
import { failure } from '../support/signed-in.js'
import { manualClock } from '../support/manual-clock.js'

const DAY = 86_400_000
const clock = manualClock()
const jwt = (exp: unknown) => `e30.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.c2ln`
const inDays = (days: number) => jwt((clock.now() + days * DAY) / 1000)
const heard = (value: string, options = {}) => {
  const warnings: string[] = []
  const source = staticToken(value, { clock, warn: (message) => warnings.push(message), ...options })
  return { warnings, source }
}

test('returns a pasted token without the white space around it', async () => {
  expect((await staticToken(' abc.def \n').token()).value).toBe('abc.def')
})

test('never renews the token, even after a refusal', async () => {
  const source = staticToken('abc')
  expect((await source.token({ rejected: 'abc' })).value).toBe('abc')
})

test('warns once if a JWT ends within 30 days, without showing the token', async () => {
  const { warnings, source } = heard(inDays(29))
  await source.token()
  await source.token()
  expect(warnings).toEqual([expect.stringMatching(/expires on 2026-02-13 .* make another/)])
  expect(warnings[0]).not.toContain('e30')
})

test('the warning for an expired JWT says so', async () => {
  const { warnings, source } = heard(inDays(-1))
  await source.token()
  expect(warnings).toEqual([expect.stringContaining('expired on 2026-01-14')])
})

test('warns in a long-running process when the time comes', async () => {
  const running = manualClock()
  const { warnings, source } = heard(inDays(40), { clock: running })
  await source.token()
  expect(warnings).toEqual([])
  await running.advance(11 * DAY)
  await source.token()
  expect(warnings).toHaveLength(1)
})

test.each([
  inDays(31),
  'opaque',
  'a.b',
  'a.!.c',
  jwt('soon'),
  jwt(null),
  jwt(-1e18),
  jwt(1e18),
  `e30.${btoa('[]')}.x`,
  `e30.${btoa('{')}.x`,
])('does not warn if the end is far or unknown: %s', async (value) => {
  const { warnings, source } = heard(value)
  expect((await source.token()).value).toBe(value)
  expect(warnings).toEqual([])
})

test('warnBefore sets how early it warns', async () => {
  const { warnings, source } = heard(inDays(31), { warnWithin: 32 * DAY })
  await source.token()
  expect(warnings).toHaveLength(1)
})

test('the default warning is a process warning', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
  await staticToken(inDays(1), { clock }).token()
  expect((await warned).message).toContain('onair')
})

test.each(['', '  ', '\n', undefined, null, 42, {}])(
  'refuses %j as a token, and the error asks where it came from',
  (value) => {
    expect(() => staticToken(value as string)).toThrow(UsageError)
    expect(() => staticToken(value as string)).toThrow(/environment variable/)
  },
)

test.each(['Bearer secret', 'sec\nret', 'sec\u0000ret', 'secrèt'])('refuses %j without repeating it', async (value) => {
  const error = await failure(async () => staticToken(value))
  expect(error).toBeInstanceOf(UsageError)
  expect(inspect(error)).not.toMatch(/sec.?r.t\b/i)
})

test('printing the token or its source does not show it', async () => {
  const source = staticToken('planted')
  const token = await source.token()
  for (const value of [source, token, { token }, [token]]) {
    const shown = inspect(value, { depth: 10, showHidden: true }) + JSON.stringify(value) + String(value)
    expect(shown).not.toContain('planted')
  }
  expect(String(token)).toBe('[access token]')
})
