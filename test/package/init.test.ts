import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installedPackage, PACKAGE_TIMEOUT } from '../support/installed-package.js'

const run = promisify(execFile)
const { resolve } = createRequire(import.meta.url)

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
  symlinkSync(dirname(resolve('vitest/package.json')), join(modules, 'vitest'))
}

test.each([
  ['my-radio', 'nothing', []],
  ['beacon', 'a spec', ['--spec', 'examples/own-provider/specs/beacon/openapi.yaml']],
])('onair init %s makes a project from %s that passes its own checks at once', async (name, _, options) => {
  const folder = join(root, name)
  const { stdout } = await run(process.execPath, [
    join(project, 'node_modules/onair/dist/src/cli/main.js'),
    'init',
    'my-radio',
    ...options,
    '--folder',
    folder,
  ])
  expect(stdout).toContain(`Made ${folder}`)
  install(folder)
  await run(process.execPath, [resolve('typescript/bin/tsc'), '--noEmit'], { cwd: folder }).catch(
    (error: { stdout: string }) => expect.fail(error.stdout),
  )
  const tested = await run(process.execPath, [resolve('vitest/vitest.mjs'), 'run'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(tested.stdout).toMatch(/Tests +2 passed/)
})
