import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dlive } from '../../generated/dlive/index.js'
import { createProviderAuth } from '../../src/auth/provider.js'
import { testMock } from '../support/mock.js'

const forms = ['form-urlencoded', 'raw'] as const
type Form = (typeof forms)[number]

/** The status of a mock that reads Basic credentials as `takes` says, for a client that writes them as `sends` says. */
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

test.each(forms)('any id and secret reach the mock if both sides write them %s', async (form) => {
  await fc.assert(
    fc.asyncProperty(text, text, async (id, secret) => {
      fc.pre(form !== 'raw' || !id.includes(':'))
      expect(await statusFor(id, secret, form, form)).toBe(200)
    }),
    { numRuns: 100 },
  )
})

test('letters, digits and other characters that the form encoding keeps reach the mock, for all combinations of forms', async () => {
  const plain = '3f2b8c1e-9d4a_4c.7b*A'
  for (const sends of forms) for (const takes of forms) expect(await statusFor(plain, plain, sends, takes)).toBe(200)
})

test.each([
  ['form-urlencoded', 'raw'],
  ['raw', 'form-urlencoded'],
] as const)(
  'a pair that one side writes %s and the other reads %s is refused if the forms differ',
  async (sends, takes) => {
    expect(await statusFor('app', 'a+b%20c', sends, takes)).toBe(401)
  },
)
