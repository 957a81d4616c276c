import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { findSpecs } from '../src/cli/generate/find-specs.js'
import { readSource } from '../src/cli/generate/read-source.js'
import { readSpec } from '../src/cli/generate/read-spec.js'
import { lintSchema } from './lint/graphql.js'

/** Lints every spec, with our own rules (`redocly.yaml`, `lint/graphql.ts`). It uses no network. */
const manifest = createRequire(import.meta.url).resolve('@redocly/cli/package.json')
const redocly = path.join(path.dirname(manifest), 'bin/cli.js')
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
const { status } = spawnSync(process.execPath, [redocly, 'lint', 'specs/*/openapi.yaml'], { stdio: 'inherit', env })
process.exitCode = status ?? 1

for (const spec of await findSpecs('specs')) {
  if (!spec.graphql) continue
  const schema = await readSource(spec.graphql.schema)
  const problems = lintSchema(schema.path, schema.text, (await readSpec(spec)).document)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
