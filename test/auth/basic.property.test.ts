import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dlive } from '../../generated/dlive/index.js'
import { createProviderAuth } from '../../src/auth/provider.js'
import { testMock } from '../support/mock.js'

const forms = ['form-urlencoded', 'raw'] as const
type Form = (typeof forms)[number]

/** The status that a mock which reads Basic as `takes` gives a client that writes it as `sends`. */
async function statusFor(clientId: string, clientSecret: string, sends: Form, takes: Form): Promise<number> {
  const { profile } = dlive
  const client = { name: 'Demo', redirectUris: ['https://app.example/callback'], clientId, clientSecret }
  const mock = await testMock({
    providers: ['dlive'],
    seed: { dlive: { accounts: ['alice'], clients: [client] } },
    policy: { dlive: { oauth: { basicCredentials: takes } } },
  })
  const auth = createProviderAuth({
    ...dlive,
    profile: { ...profile, oauth: { ...profile.oauth, basicCredentials: sends } },
  })({ clientId, clientSecret, ...mock.client })
  await auth
    .app()
    .token()
    .catch(() => undefined)
  return mock.journal.requests({ operation: 'dlive.exchangeToken' })[0]!.status
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((value) => value === value.trim())

test.each(forms)('any id and secret get through to the mock, where both sides have them %s', async (form) => {
  await fc.assert(
    fc.asyncProperty(text, text, async (id, secret) => {
      fc.pre(form !== 'raw' || !id.includes(':'))
      expect(await statusFor(id, secret, form, form)).toBe(200)
    }),
    { numRuns: 100 },
  )
})

test('letters, digits, and what no form encodes get through, whichever form each side has', async () => {
  const plain = '3f2b8c1e-9d4a_4c.7b*A'
  for (const sends of forms) for (const takes of forms) expect(await statusFor(plain, plain, sends, takes)).toBe(200)
})

test.each([
  ['form-urlencoded', 'raw'],
  ['raw', 'form-urlencoded'],
] as const)('what one side has %s and the other %s is refused, where that makes a difference', async (sends, takes) => {
  expect(await statusFor('app', 'a+b%20c', sends, takes)).toBe(401)
})
