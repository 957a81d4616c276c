import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { MockSpec } from '../../specs/profile.js'
import { defineProvider } from '../../mock/index.js'
import { generate } from '../../src/cli/generate/index.js'
import { createProvider, createProviderAuth, type SigningProfile } from '../../src/index.js'
import { testMock } from '../support/mock.js'

/** The lines of docs/any-spec.md that give a document with API keys its sign-in, added to the miniature of api.video. */
mkdirSync('test/artifacts', { recursive: true })
const root = mkdtempSync('test/artifacts/api-key-')
afterAll(() => rmSync(root, { recursive: true, force: true }))

const document = readFileSync('test/plain-specs/specs/api-video-like/openapi.yaml', 'utf8')
const [, lines] = /```yaml\n(x-onair:[^]*?)```/.exec(readFileSync('docs/any-spec.md', 'utf8'))!

async function generated(text: string): Promise<MockSpec<unknown, unknown>> {
  const [specs, out] = [join(root, 'specs'), join(root, 'generated')]
  mkdirSync(join(specs, 'api-video'), { recursive: true })
  writeFileSync(join(specs, 'api-video', 'openapi.yaml'), text)
  await generate({ specs, out, profileTypes: relative(join(out, 'api-video'), 'specs/profile.js') })
  const module = (await import(/* @vite-ignore */ join(process.cwd(), out, 'api-video/mock.ts'))) as object
  return (module as { apiVideo: MockSpec<unknown, unknown> }).apiVideo
}

test('the documented lines make a client get and renew tokens with an API key', async () => {
  const spec = await generated(`${document}${lines}`)
  const definition = defineProvider(spec).fallback('examples')
  const mock = await testMock({ providers: [definition] })
  const { apiKey } = mock.credentials('api-video' as never) as Record<string, string>
  expect(apiKey).toEqual(expect.any(String))
  const createAuth = createProviderAuth(spec as MockSpec<unknown, unknown, SigningProfile>)
  const auth = createAuth({ apiKey, ...mock.client } as never)
  const client = createProvider(spec)({ auth: auth.app(), ...mock.client } as never) as unknown as {
    call(id: string): Promise<{ status: number; data: unknown }>
  }
  expect(await client.call('listVideos')).toMatchObject({ status: 200, data: { data: [{ videoId: 'vi1' }] } })
  await mock.clock.advance('2h')
  expect((await client.call('listVideos')).status).toBe(200)
  const sent = mock.journal.requests().map(({ operation, grantType = '' }) => `${operation} ${grantType}`.trim())
  expect(sent).toEqual([
    'api-video.postAuthApiKey client_credentials',
    'api-video.listVideos',
    'api-video.postAuthRefresh refresh_token',
    'api-video.listVideos',
  ])
})
