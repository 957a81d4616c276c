import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { TokenStoreError } from '../../src/errors/index.js'
import { fileStore } from '../../src/store/file.js'
import { failure, world } from '../support/signed-in.js'

const root = mkdtempSync(join(tmpdir(), 'onair-mounts-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (command: string, ...words: string[]) => spawnSync(command, words, { stdio: 'ignore' }).status === 0

function mount(at: string, ...words: string[]): boolean {
  if (!run('mount', ...words, at)) return false
  onTestFinished(() => void run('umount', '-l', at))
  return true
}

const probe = join(root, 'probe')
mkdirSync(probe)
// Only root can mount, and not in every container.
const mayMount = run('mount', '-t', 'tmpfs', 'tmpfs', probe) && run('umount', probe)

describe.skipIf(!mayMount)('a token file', () => {
  test('that is mounted alone is written in place, and the file outside has all of it', async () => {
    const outside = join(root, 'outside.json')
    const folder = join(root, 'container')
    mkdirSync(folder)
    writeFileSync(outside, '')
    const file = join(folder, 'tokens.json')
    writeFileSync(file, '')
    expect(mount(file, '--bind', outside)).toBe(true)
    const { ino } = statSync(outside)
    const store = fileStore(file)
    for (let n = 0; n < 10; n++) await store.set(`k${n % 3}`, { n })
    expect((await fileStore(outside).get('k0'))?.record).toEqual({ n: 9 })
    expect(await store.keys('')).toHaveLength(3)
    expect(statSync(outside).ino).toBe(ino)
    expect(readdirSync(folder)).toEqual(['tokens.json'])
  })

  test('on a full disk costs no refresh token, keeps its records, and works again when there is space', async () => {
    const disk = join(root, 'disk')
    mkdirSync(disk)
    expect(mount(disk, '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs')).toBe(true)
    const file = join(disk, 'tokens.json')
    const { signIn, alice, server } = world({ store: fileStore(file) })
    await signIn()
    const { value } = await alice.token()
    const before = readFileSync(file, 'utf8')
    const filler = join(disk, 'filler')
    expect(() => writeFileSync(filler, Buffer.alloc(100_000))).toThrow('ENOSPC')
    expect(await failure(() => alice.token({ rejected: value }))).toBeInstanceOf(TokenStoreError)
    expect(server.refreshes()).toHaveLength(0)
    expect(readFileSync(file, 'utf8')).toBe(before)
    rmSync(filler)
    expect(server.accepts((await alice.token({ rejected: value })).value)).toBe(true)
    expect(readdirSync(disk)).toEqual(['tokens.json'])
  })

  test('on a read-only disk can be read, and the error says why it is not written', async () => {
    const disk = join(root, 'read-only')
    mkdirSync(disk)
    const file = join(disk, 'tokens.json')
    await fileStore(file).set('a', { n: 1 })
    expect(mount(disk, '--bind', disk)).toBe(true)
    expect(run('mount', '-o', 'remount,bind,ro', disk)).toBe(true)
    const store = fileStore(file)
    expect((await store.get('a'))?.record).toEqual({ n: 1 })
    await expect(store.set('a', { n: 2 })).rejects.toThrow(/\(EROFS\)/)
  })
})
