import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { runHere } from '../cli/in-process.js'
import { testMock } from '../support/mock.js'
import { buoy as buoySpec } from './generated/buoy/mock.js'
import { semaphore as spec } from './generated/semaphore/mock.js'

/** `onair call` with the document of an invented provider, which takes files, bytes, text and API keys. */
const document = 'test/generality/specs/semaphore/openapi.yaml'

let read: unknown[]
const png = new Uint8Array([137, 80, 78, 71, 0, 255])

const definition = defineProvider(spec).handlers({
  async createFlag(call) {
    const { image, extras = [], ...fields } = call.body()
    const files = [image, ...extras].map(async (file) => [file.name, file.type, (await file.arrayBuffer()).byteLength])
    read.push(fields, await Promise.all(files))
    return { status: 201, body: { id: 1, bytes: image.size } }
  },
  putImage(call) {
    const body: unknown = call.body()
    read.push(call.header('content-type'), call.cookie('lang'), body instanceof Uint8Array ? body.length : body)
    return { status: 204 }
  },
  getImage: () => ({ status: 200, headers: { 'content-type': 'image/png' }, body: png }),
  addLog(call) {
    read.push(call.header('content-type'), call.body())
    return { status: 200, headers: { 'content-type': 'text/csv' }, body: 'a,b' }
  },
})
const buoy = defineProvider(buoySpec).handlers({
  getKeeper: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'Ægir' }),
})

// The contract test reads forms and JSON only.
const liberties = {
  requests: ['createFlag 201', 'putImage 204', 'addLog 200'],
  replies: ['getImage 200', 'addLog 200', 'getKeeper 200'],
}

const folder = mkdtempSync(join(tmpdir(), 'onair-upload-'))
const place = (name: string) => join(folder, name)
let mock: Mock
let url: string
let env: Record<string, string>

beforeAll(async () => {
  mock = await testMock({ providers: [definition, buoy] }, liberties)
  url = (await mock.listen()).url
  const { apiKey, secretQuery, session } = mock.credentials(definition)
  const { username = '', password = '' } = mock.credentials(buoy) as Record<string, string>
  env = {
    SEMAPHORE_API_KEY: apiKey,
    SEMAPHORE_SECRET_QUERY: secretQuery,
    SEMAPHORE_SESSION: session,
    BUOY_USERNAME: username,
    BUOY_PASSWORD: password,
  }
  writeFileSync(place('flag.PNG'), png)
  writeFileSync(place('odd = name;.bin'), png)
  writeFileSync(place('log.csv'), 'a,b\r\nc,d')
  mkdirSync(place('images'))
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  read = []
})

const call = (...words: string[]) => runHere(['call', document, ...words, '--base-url', url], { env })

describe('onair call with an OpenAPI document', () => {
  test('sends a form with texts by their types and with files, several for a list', async () => {
    const fields = ['-F', 'name=5', '-F', 'count=3', '-F', 'tags=a=b', '-F', 'tags=c', '-F', 'place={"lat":1}']
    const files = ['-F', `image=@${place('flag.PNG')}`, '--form', `extras=@${place('odd = name;.bin')}`]
    const { code, out, err } = await call('createFlag', ...fields, ...files, '--json', '{"note":"@home"}')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toEqual({ id: 1, bytes: 6 })
    expect(read).toEqual([
      { name: '5', count: 3, tags: ['a=b', 'c'], place: { lat: 1 }, note: '@home' },
      [
        ['flag.PNG', 'image/png', 6],
        ['odd = name;.bin', 'application/octet-stream', 6],
      ],
    ])
  })

  test('sends a file as the body, with its type if the spec has that', async () => {
    const put = (file: string) => call('putImage', '--id', '1', '--lang', 'de', '--data-binary', `@${place(file)}`)
    expect(await put('flag.PNG')).toEqual({ code: 0, out: '', err: '' })
    expect(await put('log.csv')).toMatchObject({ code: 0 })
    expect(read).toEqual(['image/png', 'de', 6, 'application/octet-stream', 'de', 8])
  })

  test('sends a text from the command or from a file, unchanged', async () => {
    expect(await call('addLog', '--data-binary', 'x,y')).toEqual({ code: 0, out: 'a,b\n', err: '' })
    await call('addLog', '--data-binary', `@${place('log.csv')}`)
    expect(read).toEqual(['text/csv', 'x,y', 'text/csv', 'a,b\r\nc,d'])
  })

  test('sends API keys from the environment, and writes the bytes of an answer to a file', async () => {
    const shown = await call('getImage', '--id', '1')
    expect(shown).toMatchObject({ code: 0, out: '' })
    expect(shown.err).toBe('onair: the answer has 6 bytes of image/png. -o <file> writes them to a file.\n')
    expect(await call('getImage', '--id', '1', '-o', place('got.png'))).toEqual({ code: 0, out: '', err: '' })
    expect(new Uint8Array(readFileSync(place('got.png')))).toEqual(png)
    const unsaved = await call('getImage', '--id', '1', '-o', place('no/where'))
    expect(unsaved).toMatchObject({ code: 1, err: expect.stringContaining('(ENOENT)') })
  })

  test('sends a user name and a password from the environment', async () => {
    const words = ['call', 'test/generality/specs/buoy', 'getKeeper', '--base-url', url]
    expect(await runHere(words, { env })).toEqual({ code: 0, out: 'Ægir\n', err: '' })
    const without = await runHere(words, { env: { ...env, BUOY_PASSWORD: '' } })
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining('Set $BUOY_PASSWORD') })
  })

  test('calls a server of the document at another address', async () => {
    const words = ['call', document, 'addLog', '--data-binary', 'x', '--server', `api=${url}/semaphore/api`]
    expect(await runHere(words, { env })).toMatchObject({ code: 0, out: 'a,b\n' })
  })

  test('never shows a key', async () => {
    const secret = 'hunter2-hunter2'
    const wrong = { ...env, SEMAPHORE_API_KEY: secret, SEMAPHORE_SECRET_QUERY: secret }
    const { code, err } = await runHere(['call', document, 'getImage', '--id', '1', '-i', '--base-url', url], {
      env: wrong,
    })
    expect(code).toBe(1)
    expect(err).toContain('401')
    expect(err).not.toContain(secret)
  })

  test.each([
    ['putImage', '--id', '1', '--data-binary', `@${place('large.bin')}`],
    ['createFlag', '-F', 'name=A', '-F', `image=@${place('large.bin')}`],
  ])('keeps no copy of a large file in memory: %s', async (...words) => {
    const size = 256 * 2 ** 20
    writeFileSync(place('large.bin'), '')
    truncateSync(place('large.bin'), size)
    let received = 0
    let most = 0
    const before = process.memoryUsage().arrayBuffers
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      })
      request.on('end', () => response.writeHead(204).end())
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await runHere(['call', document, ...words, '--server', `api=http://127.0.0.1:${port}`], { env })
    expect(received).toBeGreaterThanOrEqual(size)
    expect(most).toBeLessThan(size / 2)
  })

  test('gives a parameter that has the name of an option by another one', async () => {
    const parameters = [{ name: 'account', in: 'query', required: true, schema: { type: 'string' } }]
    const get = { operationId: 'getIt', security: [], parameters, responses: { 200: { description: 'Done.' } } }
    const own = { openapi: '3.1.0', info: { title: 'Own', version: '1' }, paths: { '/it': { get } } }
    writeFileSync(place('own.json'), JSON.stringify(own))
    const words = ['call', place('own.json'), 'getIt', '--base-url', url]
    expect((await runHere([...words, '--help'])).out).toContain('getIt --param-account <string> [options]')
    expect(await runHere(words)).toMatchObject({ code: 2, err: expect.stringContaining('--param-account is missing') })
    const sent = await runHere([...words, '--param-account', 'a'])
    expect(sent).toMatchObject({ code: 1, err: expect.stringContaining('own.getIt was refused with 404') })
  })

  test('reads schemas that are made of themselves', async () => {
    const value = { anyOf: [{ type: 'string' }, { type: 'array', items: { $ref: '#/components/schemas/Value' } }] }
    const own = { type: 'object', properties: { x: { $ref: '#/components/schemas/Value' } } }
    const node = { oneOf: [own, { allOf: [{ $ref: '#/components/schemas/Node' }, own] }] }
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Node' } } }
    const post = {
      operationId: 'post',
      security: [],
      requestBody: { content },
      responses: { 204: { description: '' } },
    }
    const components = { schemas: { Value: value, Node: node } }
    const loop = { openapi: '3.1.0', info: { title: 'Loop', version: '1' }, paths: { '/it': { post } }, components }
    writeFileSync(place('loop.json'), JSON.stringify(loop))
    const { code, out } = await runHere(['call', place('loop.json'), 'post', '--help'])
    expect(code).toBe(0)
    expect(out).toMatch(/x {2}string\|/)
  })

  test('never sends the token of an account, even if the document has the name of a provider', async () => {
    const get = { operationId: 'getIt', responses: { 200: { description: 'Done.' } } }
    const components = { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } }
    const info = { title: 'Own', version: '1' }
    const own = { openapi: '3.1.0', info, security: [{ bearer: [] }], paths: { '/it': { get } }, components }
    writeFileSync(place('livepush.json'), JSON.stringify(own))
    const words = ['call', place('livepush.json'), 'getIt', '--base-url', url]
    for (const more of [[], ['--account', 'alice']]) {
      const { code, err } = await runHere([...words, ...more], { env: { ONAIR_STORE: place('tokens.json') } })
      expect([code, err]).toEqual([2, 'onair: Set $LIVEPUSH_ACCESS_TOKEN to an access token of Own.\n'])
    }
  })

  test('lists the operations and shows how each takes its body', async () => {
    const list = await runHere(['call', document])
    expect(list.out).toContain(`Usage: onair call ${document} <operation>`)
    const form = (await runHere(['call', document, 'createFlag', '--help'])).out
    expect(form).toMatch(/createFlag -F <name=value> \[options\]/)
    expect(form).toMatch(/image {2}file +Required\./)
    expect(form).toMatch(/\$SEMAPHORE_API_KEY +The API key that is sent as X-Flag-Key \(header\)\. Required\./)
    expect(form).not.toContain('--account')
    const bytes = (await runHere(['call', document, 'putImage', '--help'])).out
    expect(bytes).toContain('The file to send: image/*, application/octet-stream\n')
  })
})

describe('onair call says in one line what is wrong with an upload, sends nothing and exits with 2:', () => {
  const put = ['putImage', '--id', '1', '--data-binary']
  test.each([
    ['a missing file', [...put, '@/no/where.png'], "--data-binary: '/no/where.png' cannot be read (ENOENT)."],
    ['a folder', [...put, `@${place('images')}`], 'is a folder. Give one file.'],
    ['a type as curl has it', [...put, '@a.png;type=image/png'], 'cannot be read (ENOENT). Leave out ;type=:'],
    ['a parameter without its name', ['getImage', '1'], "'1' is an extra argument: onair call "],
    ['no name of a file', [...put, '@'], 'the name of a file follows the @'],
    ['a forgotten @', [...put, './flag.png'], 'is the file to send: --data-binary @<file>.'],
    ['JSON for a file', ['putImage', '--id', '1', '--json', '{}'], 'takes no --json: give its body with --data-binary'],
    ['a file for a form', ['createFlag', '--data-binary', '@a'], 'takes no --data-binary: give its body with -F'],
    ['a form for no body', ['getImage', '--id', '1', '-F', 'a=b'], 'getImage takes no -F: it takes no body.'],
    ['no body', ['createFlag'], 'createFlag needs -F <name=value>'],
    ['no file of the body', ['putImage', '--id', '1'], 'putImage needs --data-binary <@file>'],
    ['no file of a form', ['createFlag', '-F', 'name=A'], 'image is missing: -F image=@<file>'],
    ['an unknown field', ['createFlag', '-F', 'imgae=@a'], "no field of the form 'imgae'. Did you mean 'image'?"],
    ['text for a file', ['createFlag', '-F', 'image=a.png'], "'image' is a file: -F image=@<file>."],
    ['a file for a text', ['createFlag', '-F', 'note=@a.md'], "'note' is not a file. Give a value that begins with @"],
    ['a value twice', ['createFlag', '-F', 'name=A', '-F', 'name=B'], '-F name is given twice'],
    ['no value', ['createFlag', '-F', 'name'], "-F is <name>=<value> or <name>=@<file>, not 'name'."],
    [
      'a field as an option',
      ['createFlag', '--image', 'a.png'],
      "'image' is a field of the body of createFlag: -F image=@<file>",
    ],
    ['a wrong type', ['createFlag', '-F', 'name=A', '-F', 'count=x', '-F', `image=@${document}`], 'count: '],
    ['a list beside a form', ['createFlag', '-F', 'name=A', '--json', '[]'], '--json takes an object beside -F'],
    ['no server', ['addLog', '--server', 'ipa=http://127.0.0.1:9'], 'semaphore has no server "ipa". There are: api.'],
  ] as const)('%s', async (_, words, said) => {
    const { code, out, err } = await call(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
    expect(err.trimEnd()).not.toContain('\n')
    expect(read).toEqual([])
  })

  test('no API key', async () => {
    const words = ['call', document, 'getImage', '--id', '1', '--base-url', url]
    const { code, err } = await runHere(words, { env: { ...env, SEMAPHORE_SESSION: '' } })
    expect([code, err]).toEqual([2, 'onair: Set $SEMAPHORE_SESSION: it is an API key.\n'])
  })

  test.each([
    ['no document', './nowhere.yaml', 'Cannot read ./nowhere.yaml (ENOENT).'],
    ['a file that is no OpenAPI document', 'package.json', 'openapi-version'],
    ['a folder with several', 'test/generality/specs/', 'several documents. Name one: '],
  ])('%s', async (_, path, said) => {
    const { code, out, err } = await runHere(['call', path, 'createFlag'], { env })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(said)
  })
})
