import SwaggerParser from '@apidevtools/swagger-parser'
import { expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { checked } from './checked-fetch.js'

test('the document of a running mock is valid, and lists each control of each provider with its schemas', async () => {
  const mock = await testMock()
  const response = await mock.fetch(`${mock.url}/t/a/_mock/api/openapi.json`)
  const document = (await response.json()) as { paths: Record<string, unknown>; servers: unknown }
  expect(document.servers).toEqual([{ url: 'http://onair.localhost/t/a/_mock' }])
  const ask = checked(mock.fetch)
  const read = async (path: string) => (await ask(`${mock.url}/_mock/api/providers${path}`)).json()
  for (const name of ['kollus-live', 'dlive', 'livepush', 'ovenstudio']) {
    const { controls } = (await read(`/${name}/controls`)) as { controls: { name: string; input: object }[] }
    expect(controls.length).toBeGreaterThan(3)
    for (const control of controls) {
      const path = `/api/providers/${name}/controls/${control.name}`
      expect(document.paths[path]).toMatchObject({
        post: { requestBody: { content: { 'application/json': { schema: control.input } } } },
      })
    }
  }
  await expect(SwaggerParser.validate(document as never)).resolves.toBeDefined()
})

test('the document describes each provider with its addresses, in the list and alone', async () => {
  const mock = await testMock()
  const ask = checked(mock.fetch)
  const providers = `${mock.url}/_mock/api/providers`
  const livepush: unknown = await (await ask(`${providers}/livepush`)).json()
  expect(livepush).toMatchObject({
    title: 'Livepush',
    servers: { octopus: `${mock.url}/livepush/octopus` },
    console: `${mock.url}/livepush/console`,
    accounts: ['alice'],
  })
  const list = (await (await ask(providers)).json()) as { providers: unknown[] }
  expect(list.providers).toContainEqual(livepush)
  const missing = await ask(`${providers}/livepsh`)
  expect([missing.status, await missing.json()]).toMatchObject([
    404,
    { detail: "This mock does not serve 'livepsh'; it serves kollus-live, dlive, livepush, ovenstudio." },
  ])
})
