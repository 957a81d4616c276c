import SwaggerParser from '@apidevtools/swagger-parser'
import { expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'

test('the document of a running mock is valid, and lists each control of each provider with its schemas', async () => {
  const mock = await testMock()
  const response = await mock.fetch(`${mock.url}/t/a/_mock/api/openapi.json`)
  const document = (await response.json()) as { paths: Record<string, unknown>; servers: unknown }
  expect(document.servers).toEqual([{ url: 'http://onair.localhost/t/a/_mock' }])
  for (const name of ['kollus-live', 'dlive', 'livepush', 'ovenstudio']) {
    const list = await mock.fetch(`${mock.url}/_mock/api/providers/${name}/controls`)
    const { controls } = (await list.json()) as { controls: { name: string; input: object }[] }
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
