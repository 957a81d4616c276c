import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installedPackage, PACKAGE_TIMEOUT } from '../support/installed-package.js'

const run = promisify(execFile)
const { resolve } = createRequire(import.meta.url)

const vitest = dirname(resolve('vitest/package.json'))
let project: string
const root = mkdtempSync(join(tmpdir(), 'onair-starter-'))

beforeAll(async () => {
  ;({ project } = await installedPackage())
}, PACKAGE_TIMEOUT)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What `npm install` would install: the package with its dependencies, and the test runner of this repository. */
function install(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  const installed = join(project, 'node_modules')
  for (const name of readdirSync(installed))
    if (!name.startsWith('.')) symlinkSync(join(installed, name), join(modules, name))
  symlinkSync(vitest, join(modules, 'vitest'))
}

/** Makes a project, changes it, and runs its checks. Returns what its tests printed. */
async function made(name: string, options: readonly string[], change: (folder: string) => void = () => {}) {
  const folder = join(root, name)
  const onair = join(project, 'node_modules/onair/dist/src/cli/main.js')
  const { stdout } = await run(process.execPath, [onair, 'init', name, ...options, '--folder', folder])
  expect(stdout).toContain(`Made ${folder}`)
  install(folder)
  change(folder)
  const failed = (error: { stdout: string }) => expect.fail(error.stdout)
  await run(process.execPath, [resolve('typescript/bin/tsc'), '--noEmit'], { cwd: folder }).catch(failed)
  const env = { ...process.env, NO_COLOR: '1' }
  return run(process.execPath, [join(vitest, 'vitest.mjs'), 'run'], { cwd: folder, env }).catch(failed)
}

test.each([
  ['my-radio', 'nothing', []],
  ['beacon', 'a spec', ['--spec', 'test/cli/fixtures/specs/beacon/openapi.yaml']],
  ['directus', 'a spec in several files', ['--spec', 'test/plain-specs/specs/directus-like/openapi.yaml']],
  ['nest', 'a spec without servers', ['--spec', 'test/plain-specs/specs/nestjs-output/openapi.json']],
])('onair init %s makes a project from %s that passes its own checks at once', async (name, _, options) => {
  expect((await made(name, options)).stdout).toMatch(/Tests +[12] passed/)
})

test('the example of an own provider is what onair init makes, with state and handlers', async () => {
  const example = join(project, 'node_modules/onair/examples/own-provider')
  const options = ['--spec', join(example, 'specs/ovenmediaengine/openapi.yaml')]
  const { stdout } = await made('ovenmediaengine', options, (folder) => {
    expect(readFileSync(join(folder, 'ovenmediaengine.ts'), 'utf8')).toBe(
      readFileSync(join(example, 'ovenmediaengine.ts'), 'utf8'),
    )
    for (const name of ['ovenmediaengine-mock.ts', 'ovenmediaengine.test.ts'])
      cpSync(join(example, name), join(folder, name))
  })
  expect(stdout).toMatch(/Tests +3 passed/)
})
