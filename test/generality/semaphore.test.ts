import { inspect } from 'node:util'
import * as fc from 'fast-check'
import { Agent } from 'undici'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { defineProvider, RefusalError, type Mock } from '../../mock/index.js'
import { createProvider, unwrap, UsageError } from '../../src/index.js'
import { dispatcherFetch } from '../../src/node.js'
import { testMock } from '../support/mock.js'
import { semaphore as api } from './generated/semaphore/index.js'
import { semaphore as spec } from './generated/semaphore/mock.js'

/** What the client of an invented provider sends beside JSON and forms: files, bytes, text and API keys in every place. */
const createSemaphore = createProvider(api)

/** What the handlers received. */
let read: unknown[]
let image: Uint8Array<ArrayBuffer> | null
let log: { readonly type: string; readonly body: string }

const definition = defineProvider(spec)
  .dialect({
    unauthenticated: () => problem(401, 'no key'),
    invalid: ({ issues }) => problem(400, issues.map(({ field, rule }) => `${field}: ${rule}`).join(', ')),
  })
  .handlers({
    async createFlag(call) {
      const { image: file, extras, ...fields } = call.body()
      const files = [file, ...(extras ?? [])]
      read.push(fields, ...files.map(({ name, type }) => [name, type]))
      for (const one of files) read.push(new Uint8Array(await one.arrayBuffer()))
      return { status: 201, body: { id: 1, bytes: file.size } }
    },
    putImage(call) {
      image = call.body()
      read.push(call.header('content-type'), call.cookie('lang'))
      return { status: 204 }
    },
    searchFlags(call) {
      read.push(call.query(), call.header('x-fields'), call.header('x-options'))
      return { status: 200, body: [{ id: 1 }] }
    },
    listNames(call) {
      read.push(call.path)
      return { status: 200, body: ['Red'] }
    },
    checkImage: (call) => {
      read.push(call.request.method)
      if (!image) throw new RefusalError({ status: 404 })
      return { status: 200, headers: { 'x-bytes': String(image.length) } }
    },
    getImage: () =>
      image ? { status: 200, headers: { 'content-type': 'image/png' }, body: image } : { status: 200, body: { id: 1 } },
    addLog(call) {
      read.push(call.body())
      return { status: 200, headers: { 'content-type': log.type }, body: log.body }
    },
    printLog: () => ({
      status: 200,
      headers: { 'content-type': 'application/pdf' },
      body: new Uint8Array([37, 0, 255]),
    }),
  })

const problem = (status: number, title: string) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { title },
})

// The contract test reads forms and JSON only. The spec's table and the platform judge these calls below.
const liberties = {
  requests: ['searchFlags 200', 'createFlag 201', 'putImage 204', 'addLog 200'],
  replies: ['getImage 200', 'addLog 200', 'printLog 200'],
}

let mock: Mock
let keys: { readonly apiKey: string; readonly secretQuery: string; readonly session: string }
let semaphore: ReturnType<typeof createSemaphore>
/** What the client sent. */
let sent: Request[]

beforeEach(async () => {
  read = []
  sent = []
  image = null
  mock = await testMock({ providers: [definition] }, liberties)
  keys = mock.credentials(definition)
  const { client } = mock
  semaphore = createSemaphore({
    ...keys,
    ...client,
    fetch: async (url, init) => {
      if (!(init.body instanceof ReadableStream)) sent.push(new Request(url, init))
      return client.fetch(url, init)
    },
  })
})

const path = { id: 1 }
const png = new Uint8Array([137, 80, 78, 71, 0, 255])

describe('a multipart form', () => {
  test('has texts, documents in JSON and files, and the mock reads each as it was given', async () => {
    const fields = {
      name: 'A "quoted"\r\nname; ünï',
      count: 3,
      isOld: true,
      tags: ['a', 'b'],
      place: { lat: 54.5, words: ['x'] },
      places: [{ lat: 1 }, { lat: 2 }],
      note: '# N',
    }
    const extras = [new File(['one'], 'ä "1".txt', { type: 'text/plain' }), new Uint8Array([1, 2]).buffer]
    const made = await semaphore.call('createFlag', { body: { ...fields, image: png, extras } })
    expect(unwrap(made)).toEqual({ id: 1, bytes: png.length })
    const names = [
      ['blob', 'image/png'],
      ['ä "1".txt', 'text/plain'],
      ['blob', 'application/octet-stream'],
    ]
    expect(read).toEqual([fields, ...names, png, new TextEncoder().encode('one'), new Uint8Array([1, 2])])
  })

  test('is what the platform itself reads and writes, for any texts and files', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/\s/g, ' '))
    const file = fc.tuple(fc.uint8Array({ maxLength: 50 }), name).map(([bytes, title]) => new File([bytes], title))
    const one = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), file)
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.array(one),
        file,
        async (text, extra, image) => {
          sent = []
          read = []
          const more = { other: extra }
          unwrap(await semaphore.call('createFlag', { body: { name: text, image, ...more } }))
          const form = await sent[0]!.formData()
          expect([form.get('name'), (form.get('image') as File).name]).toEqual([text, image.name])
          const others = form.getAll('other')
          const bytesOf = async (value: unknown) =>
            value instanceof File ? [...new Uint8Array(await value.arrayBuffer())] : String(value)
          expect(await Promise.all(others.map(bytesOf))).toEqual(await Promise.all(extra.map(bytesOf)))
          expect(read).toMatchObject([
            { name: text },
            [image.name, 'image/png'],
            new Uint8Array(await image.arrayBuffer()),
          ])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of the platform’s own FormData is read in the same way', async () => {
    const form = new FormData()
    form.set('name', 'A')
    form.set('place', new Blob(['{"lat":1}'], { type: 'application/json' }))
    form.set('image', new File([png], 'flag.png', { type: 'image/png' }))
    const url = `${mock.url}/semaphore/api/flags`
    const answer = await mock.fetch(url, { method: 'POST', body: form, headers: { 'x-flag-key': keys.apiKey } })
    expect([answer.status, ...read.slice(0, 2)]).toEqual([
      201,
      { name: 'A', place: { lat: 1 } },
      ['flag.png', 'image/png'],
    ])
  })

  test('is refused without its file, with text in its place, and if it is no form at all', async () => {
    const post = async (body: FormData | string, type?: string) => {
      const headers = { 'x-flag-key': keys.apiKey, ...(type && { 'content-type': type }) }
      return (await mock.fetch(`${mock.url}/semaphore/api/flags`, { method: 'POST', body, headers })).json()
    }
    const form = new FormData()
    form.set('name', 'A')
    expect(await post(form)).toEqual({ title: 'image: required' })
    form.set('image', 'text')
    form.set('place', '{')
    expect(await post(form)).toEqual({ title: 'image: type, place: type' })
    expect(await post('name=A', 'application/x-www-form-urlencoded')).toEqual({ title: 'body: format' })
    expect(await post('nonsense', 'multipart/form-data; boundary=x')).toEqual({ title: 'body: format' })
  })

  test('names the field that cannot be sent', async () => {
    const body = { name: 'A', image: png, place: { lat: NaN } }
    await expect(semaphore.call('createFlag', { body })).rejects.toThrow(/^Field "lat" is NaN/)
    const odd = { name: Symbol('s') as unknown as string, image: png }
    await expect(semaphore.call('createFlag', { body: odd })).rejects.toThrow(/^Field "name" cannot be sent as text/)
    await expect(semaphore.call('createFlag', { body: new FormData() as never })).rejects.toThrow(
      'must be a plain object',
    )
    expect(sent).toEqual([])
  })
})

describe('parameters', () => {
  test('are JSON, text, objects and lists, and the mock reads each as it was given', async () => {
    const query = {
      filter: { name: 'Ä & B', colors: ['red', 'blue'], since: 5 },
      about: 'a, b',
      size: { width: 3, isTall: true },
      at: { lat: 54.5, lon: -1 },
    }
    const header = { 'X-Fields': ['id', 'bytes'], 'X-Options': { all: [1] } }
    unwrap(await semaphore.call('searchFlags', { params: { query, header } }))
    expect(read).toEqual([query, 'id,bytes', '{"all":[1]}'])
    expect(decodeURIComponent(new URL(sent[0]!.url).search)).toBe(
      '?filter={"name":"Ä & B","colors":["red","blue"],"since":5}&about=a, b&width=3&isTall=true&at=lat,54.5,lon,-1',
    )
    unwrap(await semaphore.call('listNames', { params: { path: { ids: [1, 2] } } }))
    expect(read[3]).toEqual({ ids: [1, 2] })
  })

  test.each([
    ['filter={', 'filter: format'],
    ['filter={"since":"x"}', 'filter.since: type'],
    ['width=wide', 'size.width: type'],
    ['at=lon,1', 'at.lat: required'],
    ['at=1', 'at: type'],
  ])('are refused by the mock if they do not fit the spec: %s', async (query, title) => {
    const answer = await mock.fetch(`${mock.url}/semaphore/api/flags?${query}`)
    expect([answer.status, await answer.json()]).toEqual([400, { title }])
  })

  test('can be filled in on the reference page', async () => {
    const page = `${mock.url}/_mock/semaphore/reference/try`
    const form = await (await mock.fetch(`${page}?operation=searchFlags`)).text()
    const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const fields = {
      ...Object.fromEntries(hidden.map(([, name, value]) => [name!, value!])),
      intent: 'send',
      'field.size': 'width=3\nisTall=true',
      'field.filter': '{"since":5}',
      'field.at': 'lat,54.5',
    }
    await mock.fetch(page, { method: 'POST', body: new URLSearchParams(fields) })
    expect(read[0]).toEqual({ size: { width: 3, isTall: true }, filter: { since: 5 }, at: { lat: 54.5 } })
  })

  test('of a HEAD are sent without a body, and its answer has none', async () => {
    const params = { path }
    expect(await semaphore.call('checkImage', { params })).toMatchObject({ ok: false, status: 404, error: undefined })
    image = png
    const { data, response } = await semaphore.HEAD('/flags/{id}/image', { params })
    expect([data, response.headers.get('x-bytes')]).toEqual([undefined, '6'])
    expect((await semaphore.call('getImage', { params })).status).toBe(200)
    expect(read).toEqual(['HEAD', 'HEAD'])
  })
})

describe('a body of bytes or text', () => {
  test.each([
    ['a Blob, with its own type', new Blob([png], { type: 'image/png' }), 'image/png'],
    ['a buffer', png.buffer, 'application/octet-stream'],
    ['a view', png, 'application/octet-stream'],
  ])('is %s', async (_, body, type) => {
    const init = { params: { path, cookie: { lang: 'de; at' } }, body }
    expect((await semaphore.call('putImage', init)).status).toBe(204)
    expect([image, ...read]).toEqual([png, type, 'de; at'])
  })

  test('is a stream, which is sent once only', async () => {
    mock.faults.add({ operation: 'semaphore.putImage', phase: 'before', action: 'status', status: 503 })
    const stream = () => new Blob([png]).stream()
    expect((await semaphore.call('putImage', { params: { path }, body: stream() })).status).toBe(503)
    expect(mock.journal.requests()).toHaveLength(1)
    mock.faults.clear()
    expect((await semaphore.call('putImage', { params: { path }, body: stream() })).status).toBe(204)
    expect(image).toEqual(png)
  })

  test('is sent again if the call is retried', async () => {
    mock.faults.add({ operation: 'semaphore.putImage', phase: 'before', action: 'status', status: 503, times: 1 })
    expect((await semaphore.call('putImage', { params: { path }, body: png })).status).toBe(204)
    expect(mock.journal.requests().map(({ status }) => status)).toEqual([503, 204])
    expect(image).toEqual(png)
  })

  test('is refused if it is an object', async () => {
    const call = semaphore.call('putImage', { params: { path }, body: { a: 1 } as never })
    await expect(call).rejects.toThrow('the option "body" must be text, a Blob, an ArrayBuffer, a view of one')
    await expect(call).rejects.toThrow(UsageError)
  })
})

describe('an answer', () => {
  test('is a Blob for bytes, and JSON if it says so and the spec has both', async () => {
    expect(await semaphore.call('getImage', { params: { path } })).toMatchObject({ status: 200, data: { id: 1 } })
    image = png
    const { data } = await semaphore.call('getImage', { params: { path } })
    expect(data).toBeInstanceOf(Blob)
    expect([(data as Blob).type, new Uint8Array(await (data as Blob).arrayBuffer())]).toEqual(['image/png', png])
    const { size } = unwrap(await semaphore.call('printLog'))
    expect(size).toBe(3)
  })

  test.each([
    ['text/csv', '1'],
    ['application/xml', '<line>1</line>'],
    ['application/x-ndjson', '{"a":1}'],
  ])('stays text as %s', async (type, body) => {
    log = { type, body }
    expect(unwrap(await semaphore.call('addLog', { body: 'a,b' }))).toBe(body)
    expect([sent[0]!.headers.get('content-type'), read]).toEqual(['text/csv', ['a,b']])
  })

  test('of bytes is limited in size, and a refusal is read as ever', async () => {
    const small = createSemaphore({ ...keys, ...mock.client, maxResponseBytes: 2 })
    await expect(small.call('printLog')).rejects.toThrow('more than 2 bytes')
    const stranger = createSemaphore({ ...keys, apiKey: 'wrong', ...mock.client })
    const refused = await stranger.call('getImage', { params: { path } })
    expect(refused).toMatchObject({ ok: false, status: 401, error: { title: 'no key' } })
  })
})

describe('API keys', () => {
  test('are sent in a header, a query and a cookie, all that an operation requires and no others', async () => {
    unwrap(await semaphore.call('getImage', { params: { path } }))
    const [{ url, headers }] = sent as [Request]
    expect([headers.get('x-flag-key'), headers.get('cookie')]).toEqual([keys.apiKey, `sid=${keys.session}`])
    expect(new URL(url).searchParams.get('appid')).toBe(keys.secretQuery)
    log = { type: 'text/csv', body: '' }
    await semaphore.call('printLog')
    expect([sent[1]!.headers.get('x-flag-key'), sent[1]!.headers.get('cookie'), new URL(sent[1]!.url).search]).toEqual([
      null,
      null,
      '',
    ])
  })

  test.each(['apiKey', 'secretQuery', 'session'] as const)('a wrong %s is refused', async (name) => {
    const client = createSemaphore({ ...keys, [name]: 'wrong', ...mock.client })
    expect((await client.call('getImage', { params: { path } })).status).toBe(401)
  })

  test('are required when the client is created, and must fit their place', () => {
    const { session: _, ...rest } = keys
    expect(() => createSemaphore(rest as never)).toThrow('needs the option "session": calls send it as sid')
    expect(() => createSemaphore({ ...keys, session: 'a;b' })).toThrow(
      '"session" has characters that are invalid in a cookie',
    )
    expect(() => createSemaphore({ ...keys, apiKey: 'a\nb' })).toThrow(
      '"apiKey" has characters that are invalid in a header',
    )
  })

  test('show in no result, error, log or journal', async () => {
    const said: unknown[] = []
    const options = { ...keys, ...mock.client, log: (entry: unknown) => void said.push(entry) }
    said.push(await createSemaphore(options).call('getImage', { params: { path } }))
    const fetch = (url: string, init: RequestInit) =>
      Promise.reject(new TypeError(`cannot send ${url} ${JSON.stringify(init.headers)}`))
    const broken = createSemaphore({ ...options, fetch, retry: false })
    said.push(await broken.call('getImage', { params: { path } }).catch((error: unknown) => error))
    const id = mock.journal.requests()[0]!.id
    said.push(mock.journal.requests(), await mock.journal.entry(id), await mock.journal.har())
    const text = inspect(said, { depth: 9, showHidden: true }) + JSON.stringify(said)
    expect(text).toContain('appid=[redacted]')
    for (const key of Object.values(keys)) expect(text).not.toContain(key)
  })
})

describe('over a real connection', () => {
  const agent = new Agent()
  afterAll(() => agent.close())

  test.each([
    ['fetch', undefined],
    ['an undici dispatcher', dispatcherFetch(agent as never)],
  ])('uploads and downloads a megabyte with %s', async (_, fetch) => {
    const { url } = await mock.listen()
    const client = createSemaphore({ ...keys, baseUrl: url, fetch })
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251)
    const upload = await client.call('putImage', { params: { path }, body: new Blob([bytes]) })
    expect(upload.status).toBe(204)
    const made = await client.call('createFlag', { body: { name: 'A', image: new Blob([bytes]) } })
    expect(unwrap(made).bytes).toBe(bytes.length)
    const download = unwrap(await client.call('getImage', { params: { path } }))
    expect(Buffer.compare(Buffer.from(await (download as Blob).arrayBuffer()), bytes)).toBe(0)
    const small = unwrap(await client.call('printLog'))
    expect(new Uint8Array(await small.arrayBuffer())).toEqual(new Uint8Array([37, 0, 255]))
    const stream = await client.call('putImage', { params: { path }, body: new Blob([bytes]).stream() })
    expect(stream.status).toBe(204)
    expect(image).toHaveLength(bytes.length)
  })
})
