import { inspect } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import { StateMismatchError, TokenStoreError } from '../../src/errors/index.js'
import { guardStore } from '../../src/store/guard.js'
import { memoryStore } from '../../src/store/memory.js'
import type { TokenStore } from '../../src/store/store.js'

const failing = (error: Error): TokenStore => {
  const fail = () => Promise.reject(error)
  return { get: fail, set: fail, delete: fail, keys: fail, lock: fail }
}

test('a database’s own error is replaced, because it may contain the tokens', async () => {
  const theirs = Object.assign(new Error('SET alice "def50200secret"'), { command: { args: ['def50200secret'] } })
  const store = guardStore(failing(theirs))
  const calls = [() => store.get('a'), () => store.set('a', {}), () => store.delete('a'), () => store.keys('')]
  for (const call of [...calls, () => store.lock('a', async () => undefined)]) {
    const error = await (call() as Promise<unknown>).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TokenStoreError)
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('def50200secret')
  }
})

test('an error of this package passes unchanged, out of the store and out of a lock', async () => {
  const ours = new StateMismatchError('ours')
  await expect(guardStore(failing(ours)).get('a')).rejects.toBe(ours)
  await expect(guardStore(memoryStore()).lock('a', () => Promise.reject(ours))).rejects.toBe(ours)
})

test('a command that never settles is a TokenStoreError after 30 seconds', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const store = guardStore({ ...memoryStore(), set: () => new Promise(() => undefined) })
  const error = store.set('a', {}).catch(String)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(await error).toContain('The token store did not write within 30 s.')
})
