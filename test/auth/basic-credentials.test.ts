import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { basicCredentials, UsageError } from '../../src/index.js'

test('a user name and a password are joined by a colon, in UTF-8 and base64', async () => {
  // RFC 7617, section 2.1.
  const { value } = await basicCredentials('test', '123\u00A3').token()
  expect(value).toBe('dGVzdDoxMjPCow==')
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[:\p{Cc}]/u.test(text))
  const secret = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))
  await fc.assert(
    fc.asyncProperty(name, secret, async (username, password) => {
      const token = await basicCredentials(username, password).token()
      expect(Buffer.from(token.value, 'base64').toString()).toBe(`${username}:${password}`)
    }),
  )
})

test('the credentials are not printed', async () => {
  const source = basicCredentials('alice', 'hunter2hunter2')
  const token = await source.token()
  const shown = `${inspect([source, token], { depth: 9, showHidden: true })}${JSON.stringify(token)}${String(token)}`
  expect(shown).not.toContain(token.value)
  expect(shown).not.toContain('hunter2')
})

test.each<[string, unknown, unknown, string]>([
  ['a colon in the user name', 'a:b', 'secret1', 'must not contain a colon'],
  ['an empty user name', '', 'secret1', 'got no user name'],
  ['a password that is not text', 'a', undefined, 'the password must be text'],
  ['a line break', 'a', 'secret1\n', 'the password must be text without control characters'],
])('%s is refused, and the password is not quoted', (_, username, password, message) => {
  const create = () => basicCredentials(username as string, password as string)
  expect(create).toThrow(UsageError)
  expect(create).toThrow(message)
  expect(create).not.toThrow(/secret1/)
})
