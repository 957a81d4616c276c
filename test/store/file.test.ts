import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { TokenStoreError } from '../../src/errors/index.js'
import { fileStore } from '../../src/store/file.js'
import { describeStore } from './contract.js'

const root = mkdtempSync(join(tmpdir(), 'onair-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let count = 0
const newFile = () => join(root, String(++count), 'tokens.json')
const mode = (path: string) => statSync(path).mode & 0o777

describeStore('fileStore', () => {
  const path = newFile()
  return [fileStore(path), fileStore(path)]
})

let file: string
beforeEach(() => {
  file = newFile()
  mkdirSync(dirname(file))
})

test('records outlive the store that wrote them', async () => {
  await fileStore(file).set('a', { n: 1 })
  expect((await fileStore(file).get('a'))?.record).toEqual({ n: 1 })
})

test('the file is readable by its owner only, and so is a folder created for it', async () => {
  const path = join(root, String(++count), 'deep', 'tokens.json')
  await fileStore(path).set('a', { n: 1 })
  expect(mode(path)).toBe(0o600)
  expect(mode(dirname(path))).toBe(0o700)
})

test('the file is the only one left in its folder', async () => {
  const store = fileStore(file)
  for (let n = 0; n < 5; n++) await store.set('a', { n })
  expect(readdirSync(dirname(file))).toEqual(['tokens.json'])
})

test('permissions that were widened are narrowed when the file is read', async () => {
  const store = fileStore(file)
  await store.set('a', { n: 1 })
  chmodSync(file, 0o644)
  await store.get('a')
  expect(mode(file)).toBe(0o600)
})

test('two stores over one file lose nothing of each other', async () => {
  const [one, two] = [fileStore(file), fileStore(join(dirname(file), '.', 'tokens.json'))]
  await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).set(`k${n}`, { n })))
  expect(await one.keys('')).toHaveLength(20)
  const order: string[] = []
  await Promise.all([
    one.lock('k', async () => void order.push('in', (await one.get('k1'))! && 'out')),
    two.lock('k', async () => void order.push('in', (await two.get('k1'))! && 'out')),
  ])
  expect(order).toEqual(['in', 'out', 'in', 'out'])
})

test('a concurrent write of another process is kept', async () => {
  const store = fileStore(file)
  await store.set('mine', { n: 1 })
  const contents = JSON.parse(readFileSync(file, 'utf8'))
  contents.revision += 1
  contents.records.theirs = { version: contents.revision, record: { n: 2 } }
  writeFileSync(file, JSON.stringify(contents))
  await store.set('mine', { n: 3 })
  expect((await store.get('theirs'))?.record).toEqual({ n: 2 })
})

test('a symbolic link to the file stays a link', async () => {
  const link = join(dirname(file), 'link.json')
  await fileStore(file).set('a', { n: 1 })
  symlinkSync(file, link)
  await fileStore(link).set('a', { n: 2 })
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect((await fileStore(file).get('a'))?.record).toEqual({ n: 2 })
})

test('the next write removes what a dead writer left behind', async () => {
  const folder = `${file}.lock`
  mkdirSync(folder)
  writeFileSync(join(folder, 'half.tmp'), '{"half":')
  await fileStore(file).set('a', { n: 1 })
  expect(readdirSync(dirname(file))).toEqual(['tokens.json'])
})

test('an empty file is an empty store', async () => {
  writeFileSync(file, '')
  const store = fileStore(file)
  expect(await store.get('a')).toBeUndefined()
  expect(await store.set('a', { n: 1 }, { ifVersion: 0 })).toBe(true)
  expect((await store.get('a'))?.record).toEqual({ n: 1 })
})

test('fifty writes at once cause few writes of the file', async () => {
  const store = fileStore(file)
  const names = new Set<number>()
  const watcher = watch(dirname(file), () => existsSync(file) && names.add(statSync(file).ino))
  expect(await Promise.all(Array.from({ length: 50 }, (_, n) => store.set(`k${n}`, { n })))).not.toContain(false)
  watcher.close()
  expect(await store.keys('')).toHaveLength(50)
  expect(names.size).toBeLessThan(5)
})

describe('an unusable file is named, explained and left unchanged:', () => {
  const damaged: Record<string, string> = {
    'a truncated file': '{"format":1,"revision":1,"records":{"kollus-live/accounts/alice":{"version":1,"rec',
    'a file without records': '{"format":1,"revision":1}',
    'another program’s file': '["something", "else"]',
    'a file with an invalid record': '{"format":1,"revision":1,"records":{"a":{"version":1,"record":"x"}}}',
    'a file of a newer format': '{"format":2,"anything":true}',
  }
  for (const [name, text] of Object.entries(damaged)) {
    test(name, async () => {
      writeFileSync(file, text, { mode: 0o600 })
      const store = fileStore(file)
      for (const call of [
        () => store.get('a'),
        () => store.set('a', {}),
        () => store.delete('a'),
        () => store.keys(''),
      ]) {
        const error = await (call() as Promise<unknown>).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        expect(error).toBeInstanceOf(TokenStoreError)
        expect(error).toMatchObject({ path: file, message: expect.stringContaining(file) })
      }
      expect(readFileSync(file, 'utf8')).toBe(text)
      expect(readdirSync(dirname(file))).toEqual(['tokens.json'])
    })
  }

  test('a folder in its place', async () => {
    mkdirSync(file)
    await expect(fileStore(file).get('a')).rejects.toThrow('Name a regular file.')
    await expect(fileStore(file).set('a', {})).rejects.toBeInstanceOf(TokenStoreError)
  })

  test.skipIf(process.platform === 'win32')('a FIFO, without waiting for it', async () => {
    execFileSync('mkfifo', [file])
    await expect(fileStore(file).get('a')).rejects.toThrow('Name a regular file.')
    await expect(fileStore(file).set('a', {})).rejects.toBeInstanceOf(TokenStoreError)
  })

  test.skipIf(process.platform === 'win32')('a device', async () => {
    await expect(fileStore('/dev/null').get('a')).rejects.toThrow('Name a regular file.')
  })

  test('a file in place of its folder', async () => {
    writeFileSync(file, 'not a folder')
    await expect(fileStore(join(file, 'tokens.json')).set('a', {})).rejects.toThrow(
      /Cannot lock .* \(E(EXIST|NOTDIR)\)/,
    )
    expect(readFileSync(file, 'utf8')).toBe('not a folder')
  })

  test('one that this user cannot read, whose folder it cannot write, or whose locks belong to another user', async () => {
    const store = fileStore(file)
    await store.set('a', { n: 1 })
    // Root can do anything, so the test drops its rights.
    const asUnprivileged = async (attempt: () => Promise<unknown>) => {
      const root = process.geteuid?.() === 0
      if (root) process.seteuid?.(65534)
      try {
        return await attempt().then(
          () => undefined,
          (reason: unknown) => reason,
        )
      } finally {
        if (root) process.seteuid?.(0)
      }
    }
    for (const folder of [root, dirname(file)]) chmodSync(folder, 0o755)
    chmodSync(file, 0)
    expect(await asUnprivileged(() => store.get('a'))).toBeInstanceOf(TokenStoreError)
    chmodSync(file, 0o600)
    chmodSync(dirname(file), 0o555)
    const error = await asUnprivileged(() => store.set('a', { n: 2 }))
    chmodSync(dirname(file), 0o755)
    expect(error).toBeInstanceOf(TokenStoreError)
    expect(String(error)).toMatch(/Cannot lock .*EACCES/)
    mkdirSync(`${file}.lock`, { mode: 0o700 })
    chmodSync(`${file}.lock`, 0)
    expect(String(await asUnprivileged(() => store.set('a', { n: 3 })))).toMatch(/Cannot lock .*EACCES/)
    chmodSync(`${file}.lock`, 0o700)
    expect((await store.get('a'))?.record).toEqual({ n: 1 })
  })

  test('a failed write leaves the old records and no temporary file', async () => {
    const store = fileStore(file)
    await store.set('a', { n: 1 })
    const circular: Record<string, unknown> = {}
    circular.self = circular
    await expect(store.set('a', circular)).rejects.toBeInstanceOf(TokenStoreError)
    expect((await store.get('a'))?.record).toEqual({ n: 1 })
    expect(readdirSync(dirname(file))).toEqual(['tokens.json'])
  })
})

test('refuses an invalid path at once', () => {
  expect(() => fileStore('')).toThrow(TokenStoreError)
  expect(() => fileStore(undefined as unknown as string)).toThrow("fileStore('tokens.json')")
})
