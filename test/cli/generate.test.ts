import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startHere } from './in-process.js'

/** A project with a spec, its package.json and its installed packages; nothing above it has packages. */
function project(manifest: object | undefined, ...packages: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'onair-project-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  cpSync('test/cli/fixtures/specs', join(folder, 'specs'), { recursive: true })
  if (manifest) writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  for (const name of packages) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true })
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name }))
  }
  const out = join(folder, 'generated')
  const words = ['generate', '--specs', join(folder, 'specs'), '--out', out]
  return { folder, out, generate: (...more: string[]) => startHere([...words, ...more]).finished }
}

test('onair generate says nothing more to an ES module project that has what the code imports', async () => {
  const { generate } = project({ type: 'module' }, 'onair', 'zod')
  expect(await generate()).toEqual({ code: 0, out: 'beacon: generated\n', err: '' })
})

test('onair generate names the packages that the project lacks, each time', async () => {
  const { out, generate } = project({ type: 'module' }, 'onair')
  const err = `The code in ${out} imports packages that the project does not have. Run npm install zod@4 (or pnpm add zod@4).\n`
  expect(await generate()).toEqual({ code: 0, out: 'beacon: generated\n', err })
  expect(await generate()).toEqual({ code: 0, out: 'beacon: up to date\n', err })
  expect(await generate('--check')).toEqual({ code: 0, out: 'beacon: up to date\n', err: '' })
})

test('onair generate says how many operations are left out, also if nothing has changed', async () => {
  const { folder, generate } = project({ type: 'module' }, 'onair', 'zod')
  const trace = '{ trace: { responses: { "200": { description: OK } } } }'
  const spec = `openapi: 3.1.0\ninfo: { title: Small, version: "1" }\npaths: { /a: ${trace} }\n`
  mkdirSync(join(folder, 'specs/small'))
  writeFileSync(join(folder, 'specs/small/openapi.yaml'), spec)
  expect((await generate()).out).toBe('beacon: generated\nsmall: generated\nsmall: 0 operations, 1 left out\n')
  const again = await generate()
  expect(again).toEqual({
    code: 0,
    out: 'beacon: up to date\nsmall: up to date\nsmall: 0 operations, 1 left out\n',
    err: '',
  })
})

test('onair generate tells a CommonJS project how to become one of ES modules', async () => {
  const { folder, generate } = project({ name: 'old' }, 'onair', 'zod')
  const { code, err } = await generate()
  expect(code).toBe(0)
  expect(err).toContain(`The project is CommonJS, because ${join(folder, 'package.json')} has no "type": "module"`)
  expect(err).toContain('Run npm pkg set type=module')
})

test('onair generate counts a folder without package.json as CommonJS, as Node.js does', async () => {
  const { generate } = project(undefined, 'onair', 'zod')
  expect((await generate()).err).toContain('because there is no package.json')
})
