import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { afterAll, describe, expect, test } from 'vitest'
import type { MockSpec, Spec } from '../../specs/profile.js'
import { defineProvider } from '../../mock/index.js'
import { generate } from '../../src/cli/generate/index.js'
import { createProvider, createProviderAuth, staticToken } from '../../src/index.js'
import type { StandardSchema } from '../../src/http/validate.js'
import { testMock } from '../support/mock.js'

/** Small documents in the style of well-known ones. Each has what makes its model difficult, and nothing of ours. */
const specs = 'test/plain-specs/specs'
mkdirSync('test/artifacts', { recursive: true })
const out = mkdtempSync('test/artifacts/plain-specs-')
afterAll(() => rmSync(out, { recursive: true, force: true }))

const lines: string[] = []
const warnings: string[] = []
const { providers } = await generate({
  specs,
  out,
  profileTypes: relative(join(out, 'provider'), 'specs/profile.js'),
  log: (line) => lines.push(line),
  warn: (line) => warnings.push(line),
})

type Client = Spec<unknown, unknown>
type Served = MockSpec<unknown, unknown>

const load = async <T>(provider: string, module: string): Promise<Record<string, T>> =>
  (await import(/* @vite-ignore */ join(process.cwd(), out, provider, module))) as Record<string, T>
const nameOf = (provider: string) => provider.replaceAll(/-(.)/g, (_, next: string) => next.toUpperCase())
const clientSpec = async (provider: string) => (await load<Client>(provider, 'index.ts'))[nameOf(provider)]!
const mockSpec = async (provider: string) => (await load<Served>(provider, 'mock.ts'))[nameOf(provider)]!

test('each is generated as it is, and what was left out is counted', () => {
  expect(providers).toEqual(readdirSync(specs).sort())
  expect(lines.filter((line) => line.includes('left out'))).toEqual(
    expect.arrayContaining([
      'box-like: 4 operations, 3 left out',
      'nestjs-output: 3 operations, 2 left out',
      'vimeo-like: 5 operations, 1 left out',
    ]),
  )
})

test('all of the code compiles with the defaults of `tsc --init`', () => {
  const files = providers.flatMap((provider) => ['index.ts', 'mock.ts'].map((name) => join(out, provider, name)))
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    skipLibCheck: true,
    noEmit: true,
  })
  const found = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
  expect(found).toEqual([])
})

/** A client and a mock that answers from the examples of the same document. */
const pair = async (provider: string) => {
  const served = await mockSpec(provider)
  const definition = defineProvider(served).fallback('examples')
  const mock = await testMock({ providers: [definition] })
  const schemas = (await served.schemas()) as Readonly<Record<string, StandardSchema>>
  const { oauth, clientOptions } = served.profile
  const token = oauth?.authorize
    ? (await mock.grant(provider as never, { account: 'alice' })).accessToken
    : (mock.credentials(provider as never) as { accessToken?: string }).accessToken
  const options = {
    ...Object.fromEntries(Object.values(clientOptions).map((name) => [name, 'key'])),
    ...mock.client,
    auth: staticToken(token ?? 'none'),
    validate: { response: (id: string) => schemas[`${id.charAt(0).toUpperCase()}${id.slice(1)}Response`] },
  }
  const client = createProvider(await clientSpec(provider))(options as never) as unknown as {
    call(id: string, init?: object): Promise<{ status: number; data: unknown }>
  }
  return { mock, client, definition, schemas }
}

describe('a client and a mock of the same document agree, with validation of input and answer', () => {
  test.each<[provider: string, id: string, init: object, status: number, data: unknown]>([
    [
      'twitch-like',
      'getStreams',
      { params: { query: { user_id: ['1', '2'] } } },
      200,
      { data: [{ viewer_count: 78365 }] },
    ],
    [
      'twitch-like',
      'modifyChannel',
      { params: { query: { broadcaster_id: '1' } }, body: { title: 'Hi' } },
      204,
      undefined,
    ],
    ['api-video-like', 'listVideos', { params: { query: { tags: ['a'] } } }, 200, { data: [{ videoId: 'vi1' }] }],
    ['api-video-like', 'postAuthApiKey', { body: { apiKey: 'k' } }, 200, { access_token: 'eyJ0' }],
    [
      'mux-like',
      'getPublicAsset',
      { params: { path: { ASSET_ID: 'abc' }, query: { 'filters[]': ['a', 'b'] } } },
      200,
      { data: { id: expect.any(String) as string } },
    ],
    ['vimeo-like', 'get_videos_alt1', {}, 200, [{ name: 'First', parent: { name: 'Zero' } }]],
    ['vimeo-like', 'like_video', { params: { path: { video_id: 1 } } }, 200, {}],
    ['spotify-like', 'getAnAlbum', { params: { path: { id: 'a' } } }, 200, { type: 'album' }],
    [
      'spotify-like',
      'getPlaylistItems',
      { params: { path: { playlist_id: 'p' } } },
      200,
      { items: [{ type: 'track' }] },
    ],
    ['github-like', 'reposGet', { params: { path: { owner: 'o', repo: 'r' } } }, 200, { id: 1296269, license: null }],
    [
      'github-like',
      'reposGet2',
      { params: { path: { owner: 'o', repo: 'r' } }, body: { delete: true } },
      200,
      { id: 0 },
    ],
    ['github-like', 'thenOperation', {}, 200, 'Keep it simple.'],
    ['github-like', 'delete', {}, 204, undefined],
    ['stripe-like', 'GetAccount', {}, 200, { object: 'account' }],
    ['stripe-like', 'PostCustomers', { body: { email: 'a@example.com', balance: 5 } }, 200, { id: 'string' }],
    [
      'directus-like',
      'readItem',
      { params: { path: { id: '1' }, query: { fields: ['a', 'b'] } } },
      200,
      { data: { id: 'string' } },
    ],
    ['directus-like', 'listFiles', { params: { query: { filter: { id: { _eq: 1 } } } } }, 200, [{}]],
    ['directus-like', 'getUploadStatus', {}, 200, undefined],
    ['box-like', 'head_files_content', {}, 200, undefined],
    ['box-like', 'get_folders', {}, 200, { id: 'string', name: 'string' }],
    [
      'fastapi-output',
      'itemsReadItem',
      { params: { path: { id: '8cbb43fe-4cdf-4991-8352-c461779cec02' }, query: { limit: 5 } } },
      200,
      { kind: 'item' },
    ],
    ['fastapi-output', 'getApiV1Health', {}, 200, true],
    [
      'nestjs-output',
      'CatsController_create',
      { body: { name: 'Tom', age: 3, breed: null } },
      201,
      { name: 'Maine Coon' },
    ],
    [
      'nestjs-output',
      'CatsController_findAll',
      { params: { query: { roles: ['Admin'], status: 'new', filter: { name: 'Tom', age: 3, breed: 'x' } } } },
      200,
      [{ id: 0 }],
    ],
    ['nestjs-output', 'CatsController_findOne', { params: { path: { id: 1, version: 'v2' } } }, 200, undefined],
  ])('%s: %s', async (provider, id, init, status, data) => {
    const { client, mock } = await pair(provider)
    const result = await client.call(id, init)
    expect(result.status).toBe(status)
    if (typeof data === 'object' && data !== null) expect(result.data).toMatchObject(data)
    else if (data !== undefined) expect(result.data).toEqual(data)
    await mock.close()
  })
})

test('a schema with the name of the body of an operation does not take its place', async () => {
  const { schemas } = await pair('twitch-like')
  expect(schemas['ModifyChannelBody']).toBeDefined()
  expect(schemas['ModifyChannelBodySchema']).toBeDefined()
})

test('schemas keep large numbers as numbers, and accept null where the document does', async () => {
  const schemas = (await (await mockSpec('twitch-like')).schemas()) as Record<
    string,
    { parse(value: unknown): unknown }
  >
  const stream = { id: '1', title: 'a', viewer_count: 9e12, game: null }
  expect(schemas['Stream']!.parse(stream)).toEqual(stream)
})

test('the flows of a document are a complete sign-in, also at a host that no server names', async () => {
  const { mock } = await pair('twitch-like')
  const spec = await clientSpec('twitch-like')
  expect(spec.profile.servers).toEqual({ api: 'https://api.streams.example/helix', id: 'https://id.streams.example' })
  const { clientId, clientSecret, redirectUri } = mock.credentials('twitch-like' as never) as Record<string, string>
  const createAuth = createProviderAuth(spec as Parameters<typeof createProviderAuth>[0])
  const auth = createAuth({ clientId: clientId!, clientSecret: clientSecret!, redirectUri, ...mock.client })
  const { url } = await auth.begin({ account: 'alice', scopes: ['channel:manage', 'channel:secret'] as never })
  const grant = await auth.complete(await mock.approve(url))
  expect(grant).toMatchObject({ account: 'alice', refreshable: true })
  expect((await auth.app().token()).value).toEqual(expect.any(String))
  expect(warnings).toContainEqual(
    expect.stringMatching(/scope-known: The scope channel:secret is in no flow of main_auth/),
  )
})

test('the endpoints of a sign-in can be operations at servers of their own', async () => {
  const { profile, operations } = await clientSpec('box-like')
  expect(profile.servers).toEqual({
    api: 'https://api.files.example/2.0',
    account: 'https://account.files.example/api/oauth2',
    api2: 'https://api.files.example',
    upload: 'https://upload.files.example/api/2.0',
  })
  expect(operations).toMatchObject({
    authorize: { path: '/authorize', server: 'account' },
    exchangeToken: { path: '/oauth2/token', server: 'api2' },
  })
})

test('a client of a document without servers says which option gives the address', async () => {
  const spec = await clientSpec('fastapi-output')
  const create = createProvider(spec) as (options: object) => { call(id: string): Promise<unknown> }
  const auth = staticToken('t')
  expect(() => create({ auth })).toThrow(
    /no whole address for its server api\. Give it: servers: \{ api: 'https:\/\/…' \}/,
  )
  const asked: string[] = []
  const fetch = async (input: unknown) => {
    asked.push(input instanceof Request ? input.url : String(input))
    return Response.json(true)
  }
  await create({ auth, fetch, servers: { api: 'https://app.example/root/' } }).call('getApiV1Health')
  expect(asked).toEqual(['https://app.example/root/api/v1/health/'])
  expect(() => create({ auth, servers: { app: 'https://app.example' } })).toThrow(/no server "app"/)
  expect(() => create({ auth, servers: { api: 'app.example' } })).toThrow(
    /servers\.api must be an http or https address/,
  )
})
