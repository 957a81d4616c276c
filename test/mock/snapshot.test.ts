import { describe, expect, test } from 'vitest'
import { defineProvider, type Mock, type Snapshot } from '../../mock/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'
import { bearer, read } from './caller.js'
import { Browser } from './sign-in.js'

interface Ship {
  readonly name: string
  readonly built: Date
  escort: Ship | null
}

/** A state with every kind of plain data, with cross-references. */
const definition = defineProvider(harbour)
  .state(() => ({ ships: new Map<number, Ship>(), names: new Set<string>(), flagship: null as Ship | null }))
  .timers({ sink: ({ id }: { readonly id: number }, { state }) => state.ships.delete(id) })
  .handlers({
    createShip(call, { state, clock, random, schedule }) {
      const { name } = call.body()
      const id = state.ships.size + 1
      const ship: Ship = { name, built: new Date(clock.now()), escort: state.flagship }
      state.ships.set(id, ship)
      state.names.add(name)
      state.flagship ??= ship
      schedule(clock.now() + 60_000, 'sink', { id })
      return { status: 201, body: { id, name: `${name} ${random.hex(8)}` } }
    },
    getShip(call, { state }) {
      const ship = state.ships.get(call.path.id)
      if (!ship) return { status: 404, body: { problem: 'sunk' } }
      const isEscorted = ship.escort !== null && ship.escort === state.flagship
      return { status: 200, body: { id: call.path.id, name: `${ship.name} ${ship.built.getTime()} ${isEscorted}` } }
    },
  })
  .sockets({ ws: { protocols: ['waves'], accept: (socket) => socket.send('hello') } })

const make = (state?: Snapshot): Promise<Mock> => testMock({ providers: [definition], state })

async function used() {
  const mock = await make()
  const { accessToken } = await mock.grant(definition)
  const call = bearer(mock, accessToken, 'harbour/api')
  for (const name of ['Argo', 'Beagle']) await call('POST', '/ships', { json: { name } })
  return { mock, call, accessToken }
}

/** The snapshot after a file or another process has kept it. */
const sent = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot)) as Snapshot

describe('a snapshot', () => {
  test('is JSON, and a mock made from it continues: tokens, state with its references, random numbers, time, timers, limits', async () => {
    const { mock, call, accessToken } = await used()
    await mock.clock.advance('30s')
    const snapshot = sent(mock.snapshot())
    const restored = await make(snapshot)
    const again = bearer(restored, accessToken, 'harbour/api')
    expect(restored.clock.now()).toBe(mock.clock.now())
    for (const [method, path, body] of [
      ['GET', '/ships/2', undefined],
      ['POST', '/ships', { json: { name: 'Calypso' } }],
      ['GET', '/ships/3', undefined],
    ] as const) {
      const [one, other] = [await call(method, path, body), await again(method, path, body)]
      expect(one.status).toBeLessThan(300)
      expect({ ...other, headers: [...other.headers] }).toEqual({ ...one, headers: [...one.headers] })
    }
    expect((await again('GET', '/ships/2')).body.name).toBe(`Beagle ${Date.UTC(2026, 0, 15)} true`)
    expect(await restored.clock.advance('30s')).toEqual(await mock.clock.advance('30s'))
    expect((await again('GET', '/ships/2')).status).toBe(404)
    expect(await restored.grant(definition)).toEqual(await mock.grant(definition))
  })

  test('is the same text for the same state, and taking it changes nothing', async () => {
    const { mock } = await used()
    const first = mock.snapshot()
    expect(mock.snapshot()).toEqual(first)
    expect((await make(first)).snapshot()).toEqual(first)
    expect(mock.snapshot()).toEqual(first)
  })

  test('does not change when the mock continues, and does not connect two mocks', async () => {
    const { mock, call, accessToken } = await used()
    const snapshot = mock.snapshot()
    const [one, other] = [await make(snapshot), await make(snapshot)]
    await bearer(one, accessToken, 'harbour/api')('POST', '/ships', { json: { name: 'Calypso' } })
    await call('POST', '/ships', { json: { name: 'Dorado' } })
    expect(other.snapshot()).toEqual(snapshot)
    expect((await bearer(other, accessToken, 'harbour/api')('GET', '/ships/3')).status).toBe(404)
  })

  test('keeps browsers logged in, and codes that were not exchanged', async () => {
    const mock = await make()
    const browser = new Browser(mock, '/harbour/console')
    await browser.logIn('alice')
    const { clientId: client_id, clientSecret: client_secret, redirectUri: redirect_uri } = mock.credentials(definition)
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri })
    const code = new URL(await mock.approve(`${mock.url}/harbour/id/authorize?${query}`)).searchParams.get('code')!
    const restored = await make(mock.snapshot())
    const same = new Browser(restored, '/harbour/console')
    same.cookie = browser.cookie
    expect((await same.get('/harbour/console')).status).toBe(200)
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri, client_id, client_secret })
    const exchanged = await read(await restored.fetch(`${mock.url}/harbour/id/token`, { method: 'POST', body }))
    expect(exchanged.status).toBe(200)
  })

  test('keeps the rest of a limit window', async () => {
    const { mock, accessToken } = await used()
    const restored = await make(mock.snapshot())
    const call = bearer(restored, accessToken, 'harbour/api')
    const statuses: number[] = []
    for (let n = 0; n < 59; n++) statuses.push((await call('GET', '/ships/1')).status)
    expect(statuses).toEqual([...(Array(58).fill(200) as number[]), 429])
  })

  test('is refused if a state holds anything but plain data, and the error names the place', async () => {
    class Anchor {
      readonly weight = 7
    }
    for (const thing of [() => 'sail', new Anchor(), Symbol('sail')]) {
      const wrong = defineProvider(harbour).state(() => ({ hold: [{ thing }] }))
      const mock = await testMock({ providers: [wrong] })
      expect(() => mock.snapshot()).toThrow(RangeError)
      expect(() => mock.snapshot()).toThrow(
        /is not plain data at .*harbour.*state\.hold\[0\]\.thing\. It must not contain functions/,
      )
    }
  })
})

describe('restore()', () => {
  test('goes back: tokens of the snapshot work, later ones do not, and the journal is empty', async () => {
    const { mock, call } = await used()
    const snapshot = mock.snapshot()
    const later = await mock.grant(definition)
    await call('POST', '/ships', { json: { name: 'Calypso' } })
    await mock.clock.advance('1d')
    mock.restore(snapshot)
    expect(mock.clock.now()).toBe(Date.UTC(2026, 0, 15))
    expect(mock.journal.requests()).toEqual([])
    expect((await call('GET', '/ships/1')).status).toBe(200)
    expect((await call('GET', '/ships/3')).status).toBe(404)
    expect((await bearer(mock, later.accessToken, 'harbour/api')('GET', '/ships/1')).status).toBe(401)
    mock.restore(snapshot)
    expect(mock.snapshot()).toEqual(snapshot)
  })

  test('drops events that were scheduled after the snapshot', async () => {
    const mock = await make()
    const empty = mock.snapshot()
    const { accessToken } = await mock.grant(definition)
    await bearer(mock, accessToken, 'harbour/api')('POST', '/ships', { json: { name: 'Argo' } })
    mock.restore(empty)
    expect(await mock.clock.advance('1d')).toEqual([])
  })

  test('closes open sockets with 1012, and accepts new ones', async () => {
    const mock = await make()
    const open = () => new mock.webSocket(`${mock.url}/harbour/ws`)
    const heard = (client: WebSocket, type: string) =>
      new Promise<Event>((resolve) => client.addEventListener(type, resolve, { once: true }))
    const client = open()
    await heard(client, 'message')
    const closed = heard(client, 'close')
    mock.restore(mock.snapshot())
    expect(await closed).toMatchObject({ code: 1012, reason: 'The mock was restored.' })
    await heard(open(), 'message')
  })

  test('works for a mock over HTTP too: the port stays', async () => {
    const { mock, accessToken } = await used()
    const snapshot = mock.snapshot()
    const { url } = await mock.listen()
    mock.reset()
    const get = async () =>
      (await fetch(`${url}/harbour/api/ships/1`, { headers: { authorization: `Bearer ${accessToken}` } })).status
    expect(await get()).toBe(401)
    mock.restore(snapshot)
    expect(await get()).toBe(200)
  })
})

describe('refuses a snapshot that', () => {
  const refused = async (snapshot: unknown): Promise<string> => {
    const mock = await make()
    const before = mock.snapshot()
    let message = ''
    try {
      mock.restore(snapshot as Snapshot)
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError)
      message = (error as Error).message
    }
    expect(mock.snapshot()).toEqual(before)
    return message
  }

  test.each([undefined, null, 7, '{}', [], {}, { onair: 'state' }, new Map()])(
    'has the wrong form: %j',
    async (foreign) => {
      expect(await refused(foreign)).toBe('This is not a snapshot of a mock. Pass the result of mock.snapshot().')
    },
  )

  test('has another version', async () => {
    const snapshot = (await make()).snapshot()
    const message = 'The snapshot has version 1 of the format, and this is version 3. Take a new snapshot.'
    expect(await refused({ ...snapshot, version: 1 })).toBe(message)
  })

  test('is of other providers, and the message says which', async () => {
    const other = (await testMock({ providers: ['livepush'] })).snapshot()
    expect(await refused(other)).toBe(
      'The snapshot is of a mock with other providers: it contains livepush, which this mock does not serve; it lacks harbour.',
    )
    const both = (await testMock({ providers: [definition, 'livepush'] })).snapshot()
    expect(await refused(both)).toContain('it contains livepush, which this mock does not serve')
    await expect(testMock({ providers: ['livepush'], state: both })).rejects.toThrow('it contains harbour')
  })

  test('is truncated or was changed', async () => {
    const { mock, accessToken } = await used()
    const snapshot = mock.snapshot()
    const { graph } = snapshot
    const message = 'The snapshot cannot be read: a part of it is missing or was changed.'
    for (const wrong of [
      graph.slice(0, -1),
      graph.slice(0, graph.length / 2),
      '',
      '[]',
      '[{}]',
      'null',
      '7',
      undefined,
      {},
    ])
      expect(await refused({ ...snapshot, graph: wrong })).toBe(message)
    expect(await refused({ ...snapshot, graph: graph.replace('"harbour"', '"nowhere"') })).toBe(message)
    expect(await refused({ ...snapshot, graph: graph.slice(0, -1) })).not.toContain(accessToken)
    expect(await refused({ ...snapshot, providers: undefined })).toContain('it lacks harbour')
  })
})

test('a sandbox has its own snapshots, which fit the mock and other sandboxes', async () => {
  const { mock, accessToken } = await used()
  const box = mock.sandbox('one')
  expect(box.snapshot()).not.toEqual(mock.snapshot())
  box.restore(mock.snapshot())
  expect(box.snapshot()).toEqual(mock.snapshot())
  expect((await bearer(box as Mock, accessToken, 'harbour/api')('GET', '/ships/1')).status).toBe(200)
})
