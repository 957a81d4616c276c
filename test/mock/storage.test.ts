import { afterEach, describe, expect, test, vi } from 'vitest'
import { defineProvider, type StateStorage } from '../../mock/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'

const definition = defineProvider(harbour)
  .state(() => ({ names: [] as string[] }))
  .handlers({
    listShips: (_, { state }) => ({ status: 200, body: { ships: state.names.map((name, id) => ({ id, name })) } }),
    createShip(call, { state }) {
      const { name } = call.body()
      state.names.push(name)
      return { status: 201, body: { id: state.names.length, name } }
    },
  })

/** A storage in memory, with the saved states. */
function memory() {
  const saved: string[] = []
  const storage: StateStorage = {
    load: () => Promise.resolve(saved.at(-1) ?? null),
    save: (text) => Promise.resolve(void saved.push(text)),
  }
  return { saved, storage }
}

async function start(storage: StateStorage) {
  const mock = await testMock({ providers: [definition], storage, limits: false })
  const { accessToken } = await mock.grant(definition)
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  const list = () => mock.fetch(`${mock.url}/harbour/api/ships`, { headers })
  const build = (name: string, url = mock.url, fetch = mock.fetch) =>
    fetch(`${url}/harbour/api/ships`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  return { mock, list, build }
}

afterEach(() => vi.restoreAllMocks())

describe('a mock with a storage', () => {
  test('continues where the last one ended: tokens, state and random numbers', async () => {
    const { storage } = memory()
    const first = await start(storage)
    await first.build('Argo')
    const again = await testMock({ providers: [definition], storage, limits: false })
    expect(again.snapshot()).toEqual(first.mock.snapshot())
  })

  test('saves before it answers, in process and over a socket', async () => {
    let release!: () => void
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { saved, storage } = memory()
    const { mock, build } = await start({ ...storage, save: (text) => gate.then(() => storage.save(text)) })
    const server = await mock.listen()
    let answered = 0
    const answers = [build('Argo'), build('Beagle', server.url, globalThis.fetch)].map(async (answer) => {
      await answer
      expect(saved.length).toBeGreaterThan(0)
      answered++
    })
    await vi.waitFor(() => expect(mock.journal.requests()).toHaveLength(2), { interval: 1 })
    expect(answered).toBe(0)
    release()
    await Promise.all(answers)
    expect(answered).toBe(2)
  })

  test('saves nothing if only the time has changed', async () => {
    const { saved, storage } = memory()
    const { mock, list } = await start(storage)
    await list()
    expect(saved).toHaveLength(1)
    await mock.clock.advance('1h')
    await mock.fetch(`${mock.url}/harbour/console/login`)
    expect(saved).toHaveLength(1)
    await mock.sandbox('one').fetch(`${mock.url}/t/one/harbour/console/login`)
    expect(saved).toHaveLength(1)
  })

  test('saves once for all requests that end during a save', async () => {
    let release!: () => void
    const gate = new Promise<void>((resolve) => (release = resolve))
    const { saved, storage } = memory()
    let calls = 0
    const { mock, build } = await start({
      ...storage,
      async save(text) {
        if (++calls === 1) await gate
        await storage.save(text)
      },
    })
    const first = build('Argo')
    await vi.waitFor(() => expect(calls).toBe(1), { interval: 1 })
    const others = ['Beagle', 'Cutty Sark', 'Discovery'].map((name) => build(name))
    await vi.waitFor(() => expect(mock.journal.requests()).toHaveLength(4), { interval: 1 })
    release()
    await Promise.all([first, ...others])
    expect(calls).toBe(2)
    expect(saved.map((text) => /Discovery/.test(text))).toEqual([false, true])
  })

  test('answers 500 and prints the reason if it cannot save, and saves with the next request', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { saved, storage } = memory()
    let isDown = true
    const { build } = await start({
      ...storage,
      save: (text) => (isDown ? Promise.reject(new Error('the disk is full')) : storage.save(text)),
    })
    const answer = await build('Argo')
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('disk')])
    expect(printed.mock.calls.join()).toContain('storage.save() failed: the disk is full')
    isDown = false
    expect((await build('Beagle')).status).toBe(201)
    expect(saved.at(-1)).toContain('Argo')
  })

  test('saves at close, and rejects if it cannot', async () => {
    const { saved, storage } = memory()
    const { mock } = await start(storage)
    await mock.close()
    expect(saved).toHaveLength(1)
    let isDown = true
    const broken = await start({
      ...storage,
      save: () => (isDown ? Promise.reject(new Error('the disk is full')) : Promise.resolve()),
    })
    await expect(broken.mock.close()).rejects.toThrow('the disk is full')
    isDown = false
  })

  test.each<[what: string, load: StateStorage['load'], message: string]>([
    ['cannot be loaded', () => Promise.reject(new Error('no such table')), 'storage.load() failed: no such table'],
    ['is not JSON', () => Promise.resolve('{'), 'storage.load() did not return JSON'],
    [
      'has other providers',
      async () => JSON.stringify((await testMock({ providers: ['livepush'] })).snapshot()),
      'of a mock with other providers',
    ],
  ])('does not start with a state that %s', async (_, load, message) => {
    await expect(testMock({ providers: [definition], storage: { ...memory().storage, load } })).rejects.toThrow(message)
  })

  test('refuses another state beside it, and anything but two functions', async () => {
    const { storage } = memory()
    const state = (await testMock({ providers: [definition] })).snapshot()
    await expect(testMock({ providers: [definition], storage, state })).rejects.toThrow("Pass 'state' or 'storage'")
    await expect(testMock({ storage: { load: 1 } as never })).rejects.toThrow("'storage' must be { load, save }")
  })
})
