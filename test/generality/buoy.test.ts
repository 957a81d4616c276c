import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { beforeEach, expect, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { basicCredentials, createProvider, paginate, staticToken, unwrap } from '../../src/index.js'
import { testMock } from '../support/mock.js'
import { buoy as api } from './generated/buoy/index.js'
import { buoy as spec } from './generated/buoy/mock.js'

/** What the client of an invented provider sends, in each form that a spec can describe. Prism and our mock read it. */
const createBuoy = createProvider(api)

/** What the handlers received. */
let read: unknown[]
/** What the client sent. */
let sent: Request[]

const definition = defineProvider(spec)
  .seed({}, () => ({ accessToken: 't1' }))
  .dialect({ invalid: ({ issues }) => ({ status: 400, body: issues }) })
  .handlers({
    listBuoys(call) {
      const { after, ...query } = call.query()
      read.push(call.path, query, ...['Client-Id', 'X-Trace', 'X-Since'].map((name) => call.header(name)))
      const page = { data: [{ id: after ? 2 : 1 }], pagination: after ? {} : { cursor: 'c' } }
      return { status: 206, headers: { 'content-type': 'application/vnd.buoy+json' }, body: page }
    },
    createBuoy(call) {
      read.push(call.body())
      return { status: 201, body: { id: 1 } }
    },
    updateBuoy(call) {
      read.push(call.path, call.body())
      return { status: 409, headers: { 'content-type': 'application/problem+json' }, body: { title: 'Frozen in.' } }
    },
    getKeeper: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'Ægir' }),
    validateToken: () => ({ status: 200, headers: { 'content-type': 'text/csv' }, body: 'buoys.read,buoys.write' }),
  })

let buoy: ReturnType<typeof createBuoy>
let mock: Mock

beforeEach(async () => {
  read = []
  sent = []
  // This tests how the client reads and writes. Prism validates the requests below, and no reply is checked.
  const liberties = [
    'listBuoys 206',
    'updateBuoy 409',
    'createBuoy 201',
    'validateToken 200',
    'getKeeper 200',
    'getKeeper 401',
  ]
  mock = await testMock({ providers: [definition] }, { replies: liberties })
  const { client } = mock
  buoy = createBuoy({
    auth: staticToken('t1'),
    clientId: 'c1',
    version: '2026-01-15',
    fleet: 'north sea',
    ...client,
    fetch: async (url, init) => {
      sent.push(new Request(url, init))
      return client.fetch(url, init)
    },
  })
})

const query = {
  id: [7, 8],
  colour: ['red', 'green'],
  sea: ['Irish', 'Wadden'],
  depth: [1.5, 20],
  filter: { lit: true, name: 'A & B' } as const,
}

test('sends each query style as the spec says, and the mock parses it', async () => {
  const since = new Date(Date.UTC(2026, 0, 15))
  const result = await buoy.call('listBuoys', { params: { query, header: { 'X-Trace': true, 'X-Since': since } } })
  expect(sent[0]!.url.replace(/^.*\?/, '').split('&')).toEqual([
    'id=7',
    'id=8',
    'colour=red,green',
    'sea=Irish%20Wadden',
    'depth=1.5%7C20',
    'filter%5Blit%5D=1',
    'filter%5Bname%5D=A%20%26%20B',
  ])
  const asRead = { ...query, filter: { ...query.filter, lit: 1 } }
  expect(read).toEqual([{ 'fleet-id': 'north sea' }, asRead, 'c1', '1', '2026-01-15T00:00:00+00:00'])
  expect(result).toMatchObject({ ok: true, status: 206, data: { data: [{ id: 1 }] } })
})

test('a client option fills its header in the operations that declare it, unless the call sets another', async () => {
  await buoy.call('listBuoys')
  await buoy.call('listBuoys', { headers: { 'client-id': 'c2' } })
  await buoy.call('updateBuoy', { params: { path: { id: 1, lit: true } }, body: { name: null } })
  // Required, but the client fills it in.
  await buoy.call('validateToken')
  await buoy.call('validateToken', { headers: { 'Api-Version': '2027-01-15' } })
  expect(sent.map(({ headers }) => headers.get('client-id'))).toEqual(['c1', 'c2', null, null, null])
  expect(sent.slice(2).map(({ headers }) => headers.get('api-version'))).toEqual([null, '2026-01-15', '2027-01-15'])
})

test('refuses to create a client without the option', () => {
  const options = { auth: staticToken('t1'), version: '1', fleet: 'north' } as never
  expect(() => createBuoy(options)).toThrow('needs the option "clientId": calls send it as Client-Id.')
})

test('sends a token after the scheme that the operation requires', async () => {
  const scopes = await buoy.call('validateToken')
  expect(unwrap(scopes)).toBe('buoys.read,buoys.write')
  expect(sent[0]!.headers.get('authorization')).toBe('OAuth t1')
  await buoy.call('listBuoys')
  expect(sent[1]!.headers.get('authorization')).toBe('Bearer t1')
})

test('sends a user name and a password to the operations that take them, and the mock refuses any others', async () => {
  const { username = '', password = '' } = mock.credentials(definition)
  const keeper = async (name: string, secret: string) =>
    createBuoy({
      ...mock.client,
      clientId: 'c1',
      version: '1',
      fleet: 'north',
      auth: basicCredentials(name, secret),
    }).call('getKeeper')
  expect(unwrap(await keeper(username, password))).toBe('Ægir')
  expect((await keeper(username, `${password}x`)).status).toBe(401)
  expect((await buoy.call('getKeeper')).status).toBe(401)
  const { id } = mock.journal.requests()[0]!
  expect(JSON.stringify(await mock.journal.entry(id))).not.toContain(btoa(`${username}:${password}`))
})

test('sends JSON with the media type of the spec, and parses answers in another kind of JSON', async () => {
  const result = await buoy.call('updateBuoy', { params: { path: { id: 1, lit: false } }, body: { name: null } })
  expect(sent[0]!.headers.get('content-type')).toBe('application/merge-patch+json')
  expect(read).toEqual([{ id: 1, lit: 0 }, { name: null }])
  expect(result).toMatchObject({ status: 409, error: { title: 'Frozen in.' } })
})

test('a form has lists and objects in the styles of its `encoding`', async () => {
  const body = { name: 'A', tags: ['old', 'north'], position: { lat: 54.5, lon: -5 } }
  unwrap(await buoy.call('createBuoy', { body }))
  expect(await sent[0]!.text()).toBe('name=A&tags=old%2Cnorth&position%5Blat%5D=54.5&position%5Blon%5D=-5')
  expect(read).toEqual([body])
})

test('paginates a list whose pages have any status of the class 2XX', async () => {
  const ids: number[] = []
  for await (const { id } of paginate(buoy, 'listBuoys')) ids.push(id)
  expect(ids).toEqual([1, 2])
})

test('a reply with a status of a class carries the evidence of the class', async () => {
  const { response } = await buoy.call('listBuoys')
  expect(response.headers.get('x-onair-evidence')).toBe('community')
})

test('a 2XX success that is not JSON is an error, not an empty list', async () => {
  const fetch = () => Promise.resolve(new Response('<h1>Down</h1>', { status: 202 }))
  const down = createBuoy({ auth: staticToken('t1'), clientId: 'c1', version: '1', fleet: 'north', fetch })
  await expect(down.call('listBuoys')).rejects.toThrow('its body is not JSON')
})

test('Prism accepts the requests that the spec describes, and refuses any other form', async () => {
  const spec = await getHttpOperationsFromSpec('test/generality/specs/buoy/openapi.yaml')
  const logger: Record<string, unknown> = { child: () => logger }
  for (const level of ['info', 'warn', 'error', 'debug', 'trace', 'success', 'fatal']) logger[level] = () => undefined
  const settings = {
    isProxy: false,
    validateRequest: true,
    validateResponse: false,
    checkSecurity: true,
    errors: false,
  }
  const prism = createInstance({ ...settings, mock: { dynamic: false } } as never, { logger })
  const complaints = async (request: Request, body?: string) => {
    const { pathname, searchParams } = new URL(request.url)
    const names = [...new Set(searchParams.keys())]
    const asked = {
      method: request.method.toLowerCase(),
      url: {
        path: pathname.replace('/buoy/api', '').replace('/buoy/id', ''),
        query: Object.fromEntries(names.map((name) => [name, valueOf(searchParams.getAll(name))])),
      },
      headers: Object.fromEntries(request.headers),
      body: request.headers.get('content-type')?.includes('json') ? (JSON.parse(body!) as unknown) : body,
    }
    const result = (await prism.request(asked as never, spec)()) as {
      readonly right: { readonly validations: { readonly input: readonly { message: string }[] } }
    }
    return result.right.validations.input.map(({ message }) => message)
  }
  const judge = async (request: Request) => complaints(request, request.body ? await request.text() : undefined)

  // Prism cannot check two more: it looks for `%20` in a decoded query, and supports no scheme but Bearer.
  const { sea: _, ...known } = query
  await buoy.call('listBuoys', { params: { query: known, header: { 'X-Trace': false } } })
  await buoy.call('createBuoy', { body: { name: 'A', tags: ['old', 'north'], position: { lat: 54.5 } } })
  await buoy.call('updateBuoy', { params: { path: { id: 1, lit: true } }, body: { name: 'B' } })
  expect(await Promise.all(sent.map(judge))).toEqual([[], [], []])

  const url = 'http://onair.localhost/buoy/api/fleets/north/buoys'
  const headers = { authorization: 'Bearer t1', 'client-id': 'c1' }
  const wrong = ['colour=red&colour=green', 'depth=1.5&depth=20', 'filter[lit]=true']
  const said = await Promise.all(wrong.map((search) => judge(new Request(`${url}?${search}`, { headers }))))
  expect(said.map(({ length }) => length > 0)).toEqual([true, true, true])
})

const valueOf = (values: readonly string[]) => (values.length > 1 ? values : values[0])
