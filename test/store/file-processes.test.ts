import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileStore } from '../../src/store/file.js'
import { ownProcess } from '../../src/store/process-id.js'
import type { Order } from './children/file-store.js'

const lockName = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 32)

let folder: string
let file: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onair-file-'))
  file = join(folder, 'tokens.json')
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<ChildProcess> {
  const child = fork(new URL('children/file-store.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  children.push(child)
  await once(child, 'message')
  return child
}

async function tell(child: ChildProcess, order: Order): Promise<unknown> {
  const said = once(child, 'message')
  child.send(order)
  return (await said)[0]
}

describe('processes that share a token file', () => {
  test('lose no record of each other, also through a symbolic link', async () => {
    const link = join(folder, 'link.json')
    symlinkSync(file, link)
    const four = await Promise.all([start(), start(), start(), start()])
    await Promise.all(
      four.map((child, n) => tell(child, { do: 'write', file: n % 2 ? link : file, name: `p${n}-`, times: 20 })),
    )
    expect(await fileStore(file).keys('')).toHaveLength(80)
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'tokens.json'])
  })

  test('are never in a lock together', async () => {
    const log = join(folder, 'log')
    writeFileSync(log, '')
    const four = await Promise.all([start(), start(), start(), start()])
    await Promise.all(four.map((child) => tell(child, { do: 'enter', file, log, times: 25 })))
    expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(100))
    expect(readdirSync(folder)).toEqual(['log'])
  })

  test('get the lock of a killed one, and leave nothing of it', async () => {
    const child = await start()
    expect(await tell(child, { do: 'hold', file })).toBe('held')
    const store = fileStore(file)
    const waiting = store.lock('k', async () => 'in')
    child.kill('SIGKILL')
    expect(await waiting).toBe('in')
    expect(readdirSync(folder)).toEqual([])
  }, 20_000)

  test('get the lock of one whose process id belongs to another process now', async () => {
    mkdirSync(`${file}.lock`)
    const [space] = ownProcess.split(' ')
    for (const name of ['write', lockName('k')]) {
      writeFileSync(join(`${file}.lock`, `${name}.old`), `00000007\n${space} ${process.pid} 1\n`)
    }
    expect(await fileStore(file).lock('k', () => fileStore(file).set('k', { n: 1 }))).toBe(true)
    expect(readdirSync(folder)).toEqual(['tokens.json'])
  })

  test.each(process.env.ONAIR_LONG ? [10] : [])(
    'get a lock of unknown origin after %i silent seconds',
    async () => {
      mkdirSync(`${file}.lock`)
      writeFileSync(join(`${file}.lock`, `${lockName('k')}.other`), '00000007\nanother-machine 1 1\n')
      const since = performance.now()
      expect(await fileStore(file).lock('k', async () => 'in')).toBe('in')
      expect(performance.now() - since).toBeGreaterThan(9_500)
      expect(readdirSync(folder)).toEqual([])
    },
    30_000,
  )

  test('do not take the lock of one that is stopped and may continue', async () => {
    const child = await start()
    expect(await tell(child, { do: 'hold', file })).toBe('held')
    child.kill('SIGSTOP')
    const signal = AbortSignal.timeout(1500)
    await expect(fileStore(file).lock('k', async () => 'in', { signal })).rejects.toThrow('timeout')
  })
})
