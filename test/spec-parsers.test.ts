import SwaggerParser from '@apidevtools/swagger-parser'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'

const specs = ['specs', 'test/generality/specs'].flatMap((folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}/openapi.yaml`),
)

test.each(specs)('swagger-parser, a common loader of specs, accepts %s', async (spec) => {
  const { paths } = await SwaggerParser.validate(spec)
  expect(Object.keys(paths ?? {})).not.toEqual([])
})
