import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childFile } from './child.js'
import { compare, type Figure } from './rounds.js'
import { spawned } from './spawned.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const cli = join(root, 'dist/src/cli/main.js')
const providers = ['dlive', 'kollus-live', 'livepush', 'ovenstudio']

/** Time of `onair generate` for the four providers, by that of openapi-typescript for the types of the same specs alone. */
export async function generation(rounds: number): Promise<Figure[]> {
  const project = mkdtempSync(join(tmpdir(), 'onair-bench-'))
  for (const provider of providers)
    cpSync(join(root, 'specs', provider), join(project, 'specs', provider), { recursive: true })
  // What the project of a user has, so that nothing is to be advised.
  for (const name of [
    '.',
    ...['onair', 'zod', '@graphql-typed-document-node/core'].map((one) => `node_modules/${one}`),
  ]) {
    mkdirSync(join(project, name), { recursive: true })
    writeFileSync(join(project, name, 'package.json'), '{ "type": "module" }')
  }
  const generate = () => spawned([cli, 'generate'], project)
  const fresh = () => {
    rmSync(join(project, 'generated'), { recursive: true, force: true })
    return generate()
  }
  try {
    return await compare(
      [
        {
          name: 'openapi-typescript, types only',
          measure: () => spawned([childFile('types-only'), join(project, 'specs'), ...providers]),
        },
        { name: 'onair generate, all files', measure: fresh, aim: 2.5 },
        { name: 'again, without a change', measure: generate, aim: 0.1 },
      ],
      rounds,
    )
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
}
