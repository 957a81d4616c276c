import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startHere } from './in-process.js'

const beacon = 'test/cli/fixtures/specs/beacon/openapi.yaml'

/** A folder with nothing above it that is a project. */
function empty(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onair-init-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const init = (...words: string[]) => startHere(['init', ...words]).finished

test('onair init makes a project around a copy of a spec', async () => {
  const folder = join(empty(), 'beacon')
  const { code, out } = await init('beacon', '--spec', beacon, '--folder', folder)
  expect(code).toBe(0)
  expect(out).toContain(`Next: cd ${folder} && npm install && npm test\n`)
  expect(readdirSync(folder).sort()).toEqual([
    'README.md',
    'beacon-mock.ts',
    'beacon.test.ts',
    'beacon.ts',
    'generated',
    'package.json',
    'specs',
    'tsconfig.json',
  ])
  expect(readFileSync(join(folder, 'specs/beacon/openapi.yaml'), 'utf8')).toBe(readFileSync(beacon, 'utf8'))
  expect(
    await startHere(['generate', '--check', '--specs', join(folder, 'specs'), '--out', join(folder, 'generated')])
      .finished,
  ).toMatchObject({ code: 0 })
})

test('onair init adds a folder to a project, and names the packages that the project lacks', async () => {
  const project = empty()
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const { code, err } = await init('beacon', '--spec', beacon, '--folder', join(project, 'beacon'))
  expect(code).toBe(0)
  expect(err).toContain('Run npm install onair zod@4')
  expect(existsSync(join(project, 'beacon/package.json'))).toBe(false)
})

test.each([
  ['a name with capitals', ['Radio'], 2, /lower-case letters/],
  ['no name', [], 2, /An argument is missing/],
  ['a provider of the package', ['livepush'], 2, /livepush comes with onair/],
  ['a spec that does not exist', ['radio', '--spec', 'none.yaml'], 1, /none\.yaml cannot be read \(ENOENT\)/],
])('onair init refuses %s, and leaves nothing', async (_, words, expected, message) => {
  const folder = join(empty(), 'made')
  const { code, err } = await init(...words, '--folder', folder)
  expect(code).toBe(expected)
  expect(err).toMatch(message)
  expect(existsSync(folder)).toBe(false)
})

test('onair init reports what is wrong with a spec, and leaves nothing', async () => {
  const root = empty()
  writeFileSync(join(root, 'broken.yaml'), 'openapi: 2.0.0\n')
  const { code, err } = await init('radio', '--spec', join(root, 'broken.yaml'), '--folder', join(root, 'radio'))
  expect(code).toBe(1)
  expect(err).toContain('openapi-version')
  expect(readdirSync(root)).toEqual(['broken.yaml'])
})

test('onair init does not write into a folder that has files', async () => {
  const root = empty()
  mkdirSync(join(root, 'radio'))
  writeFileSync(join(root, 'radio/notes.md'), 'mine')
  const { code, err } = await init('radio', '--folder', join(root, 'radio'))
  expect(code).toBe(1)
  expect(err).toContain('is not empty')
  expect(readdirSync(join(root, 'radio'))).toEqual(['notes.md'])
})
