import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { providerNames } from '../../mock/index.js'
import { runHere } from './in-process.js'

test.each(providerNames)('onair spec %s prints the document as YAML and as JSON', async (name) => {
  const text = readFileSync(`specs/${name}/openapi.yaml`, 'utf8')
  expect(await runHere(['spec', name])).toEqual({ code: 0, out: text, err: '' })
  expect(JSON.parse((await runHere(['spec', name, '--json'])).out)).toEqual(parse(text))
  expect(readFileSync((await runHere(['spec', name, '--path'])).out.trim(), 'utf8')).toBe(text)
})

test('onair spec --graphql prints the schema of a provider that has one', async () => {
  const text = readFileSync('specs/dlive/schema.graphql', 'utf8')
  expect((await runHere(['spec', 'dlive', '--graphql'])).out).toBe(text)
  expect(await runHere(['spec', 'livepush', '--graphql'])).toMatchObject({
    code: 1,
    err: 'onair: livepush has no GraphQL schema.\n',
  })
})

test.each([
  [['spec'], 'An argument is missing: onair spec <provider>'],
  [['spec', 'livpush'], "Did you mean 'livepush'?"],
  [['spec', 'dlive', '--graphql', '--json'], '--json is for the OpenAPI document'],
  [['spec', 'dlive', '--grahpql'], 'Did you mean --graphql?'],
])('onair %j exits with 2 and says why', async (words, said) => {
  expect(await runHere(words)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) })
})
