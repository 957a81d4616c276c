import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { TokenStoreError } from '../../src/errors/index.js'
import { readTokenFile, writeTokenFile, type TokenFileContents } from '../../src/store/token-file.js'

const home = mkdtempSync(join(tmpdir(), 'onair-token-file-'))
// Another file system, from which nothing can be moved to that of `home`: a rename fails as for a mounted file.
const shared = '/dev/shm'
const isApart = process.platform === 'linux' && statSync(shared).dev !== statSync(home).dev
const apart = isApart ? mkdtempSync(join(shared, 'onair-token-file-')) : ''

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
  if (isApart) rmSync(apart, { recursive: true, force: true })
})

const held = { isHeld: async () => true }
const state = (revision: number, length = 40): TokenFileContents => ({
  format: 1,
  revision,
  records: { a: { version: revision, record: { text: 'ü'.repeat(length) } } },
})

/** What a reader finds after a write that stopped at any byte. */
async function revisionsAtEachCut(file: string, before: Buffer, after: Buffer): Promise<Set<number>> {
  const found = new Set<number>()
  for (let cut = 0; cut <= after.length; cut++) {
    writeFileSync(file, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]))
    found.add((await readTokenFile(file)).revision)
  }
  return found
}

describe.skipIf(!isApart)('a token file that cannot be replaced', () => {
  test('is written in place: the same file, with the last contents', async () => {
    const file = join(home, 'mounted.json')
    writeFileSync(file, '')
    const { ino } = statSync(file)
    for (let revision = 1; revision < 20; revision++) {
      await writeTokenFile(file, apart, state(revision, (revision * 37) % 100), held)
      expect(await readTokenFile(file)).toEqual(state(revision, (revision * 37) % 100))
    }
    expect(statSync(file).ino).toBe(ino)
    expect(readdirSync(apart)).toEqual([])
  })

  test('replaces contents that were written by a rename', async () => {
    const file = join(home, 'moved.json')
    await writeTokenFile(file, home, state(1), held)
    await writeTokenFile(file, apart, state(2), held)
    expect(await readTokenFile(file)).toEqual(state(2))
  })

  test('does not grow without limit', async () => {
    const file = join(home, 'long.json')
    writeFileSync(file, '')
    for (let revision = 1; revision < 50; revision++) await writeTokenFile(file, apart, state(revision), held)
    expect(statSync(file).size).toBeLessThan(3 * JSON.stringify(state(50)).length * 2)
  })

  test('has the old contents or the new ones wherever a write stops', async () => {
    const file = join(home, 'broken.json')
    writeFileSync(file, '')
    await writeTokenFile(file, apart, state(1), held)
    for (let revision = 2; revision < 7; revision++) {
      const before = readFileSync(file)
      await writeTokenFile(file, apart, state(revision), held)
      const after = readFileSync(file)
      const found = await revisionsAtEachCut(file, before, after)
      expect([...found].sort()).toEqual([revision - 1, revision])
      writeFileSync(file, after)
    }
  })
})

test('a writer that has lost its lock writes nothing', async () => {
  const folder = join(home, 'lost')
  mkdirSync(folder)
  const file = join(folder, 'tokens.json')
  await writeTokenFile(file, folder, state(1), held)
  const lost = writeTokenFile(file, folder, state(2), { isHeld: async () => false })
  await expect(lost).rejects.toBeInstanceOf(TokenStoreError)
  expect(await readTokenFile(file)).toEqual(state(1))
  expect(readdirSync(folder)).toEqual(['tokens.json'])
})
