import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readStamp } from '../../src/cli/generate/stamp.js'

const root = mkdtempSync(join(tmpdir(), 'stamp-'))
const [specs, out] = [join(root, 'specs'), join(root, 'out')]
afterAll(() => rmSync(root, { recursive: true }))

const write = (folder: string, name: string, text: string) => {
  mkdirSync(join(folder, 'pets'), { recursive: true })
  writeFileSync(join(folder, 'pets', name), text)
}
const isCurrent = async (version = '1.0.0') => (await readStamp(specs, out, version)).isCurrent

beforeEach(async () => {
  rmSync(specs, { recursive: true, force: true })
  rmSync(out, { recursive: true, force: true })
  write(specs, 'openapi.yaml', 'openapi: 3.1.0')
  const stamp = await readStamp(specs, out, '1.0.0')
  write(out, 'index.ts', 'export {}')
  await stamp.save([], ['pets: 2 operations, 1 left out'])
})

describe('a run of onair generate', () => {
  test('has nothing to do if neither specs nor output have changed since the last one', async () => {
    expect(await isCurrent()).toBe(true)
  })

  test('repeats how many operations are left out', async () => {
    expect((await readStamp(specs, out, '1.0.0')).lines).toEqual(['pets: 2 operations, 1 left out'])
  })

  test.each([
    ['a spec has changed', () => write(specs, 'openapi.yaml', 'openapi: 3.0.0')],
    ['there is another file beside a spec', () => write(specs, 'schema.graphql', 'type Query { pet: ID }')],
    ['the output was edited', () => write(out, 'index.ts', 'export const edited = true')],
    ['a file of the output is missing', () => rmSync(join(out, 'pets', 'index.ts'))],
  ])('has something to do if %s', async (_, change) => {
    change()
    expect(await isCurrent()).toBe(false)
  })

  test('has something to do with another version of onair', async () => {
    expect(await isCurrent('1.0.1')).toBe(false)
  })

  test('has something to do if a spec has changed while the last one ran', async () => {
    const stamp = await readStamp(specs, out, '1.0.0')
    write(specs, 'openapi.yaml', 'openapi: 3.0.0')
    await stamp.save([], [])
    expect(await isCurrent()).toBe(false)
  })
})
