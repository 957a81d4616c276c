import { serve } from '@hono/node-server'
import type { Server } from 'node:http'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { app as express } from '../../examples/mounting/express.js'
import { fileStorage } from '../../examples/mounting/file-storage.js'
import { app as hono } from '../../examples/mounting/hono.js'
import * as route from '../../examples/mounting/next/app/mock/[[...path]]/route.js'
import { unwrap } from '../../src/index.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { testMock } from '../support/mock.js'
import { Walker } from '../support/walker.js'

type Handle = (request: Request) => Response | Promise<Response>

const servers: Server[] = []
afterAll(() => servers.forEach((server) => server.close()))

/** Serves an application on a port of its own. Returns its origin. */
const listen = (start: (listening: () => void) => unknown) =>
  new Promise<string>((resolve) => {
    const server = start(() => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
    }) as Server
    servers.push(server)
  })
const listenFetch = (fetch: Handle) =>
  listen((listening) => serve({ fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, listening))

/** As Next.js does: a handler for each method. */
const nextFetch =
  (from: typeof route): Handle =>
  (request) =>
    from[request.method as 'GET'](request)

const redirectUri = 'http://localhost:3000/callback'

/** Signs in on the pages below `base`. Returns a client. */
async function signIn(base: string, fetch: typeof globalThis.fetch = globalThis.fetch) {
  const credentials = { clientId: 'app-1', clientSecret: 'not-a-real-secret', redirectUri }
  const auth = livepushAuth({ ...credentials, baseUrl: base, fetch })
  const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read', 'streams.create'] })
  const walker = new Walker(fetch)
  await auth.complete(await walker.signIn(url, redirectUri))
  expect(walker.url.startsWith(`${base}/livepush/`)).toBe(true)
  return {
    auth: auth.account('alice'),
    livepush: createLivepush({ auth: auth.account('alice'), baseUrl: base, fetch }),
  }
}

const body = { category: 'simulcast', name: 'Mounted' } as const

test.each([
  ['Hono', () => listenFetch(hono.fetch)],
  ['Express', () => listen((listening) => express.listen(0, '127.0.0.1', listening))],
  ['Next.js', () => listenFetch(nextFetch(route))],
])('a user signs in to a mock mounted in %s, and the application calls it', async (_, start) => {
  const origin = await start()
  const { livepush } = await signIn(`${origin}/mock`)
  expect(await livepush.POST('/streams', { body })).toMatchObject({ status: 201 })
  expect((await fetch(`${origin}/mock/_mock/api/clock`)).status).toBe(403)
})

test('data of a mock in Next.js survives a cold start', async () => {
  const fetchBy =
    (from: typeof route): typeof fetch =>
    async (input, init) =>
      nextFetch(from)(new Request(input, init))
  const base = 'https://preview.example/mock'
  const { auth, livepush } = await signIn(base, fetchBy(route))
  await livepush.POST('/streams', { body: { ...body, name: 'Before' } })
  // The same file with another query is a new module.
  // @ts-expect-error -- the compiler does not know queries
  const cold = (await import('../../examples/mounting/next/app/mock/[[...path]]/route.js?cold')) as typeof route
  const again = createLivepush({ auth, baseUrl: base, fetch: fetchBy(cold) })
  const names = unwrap(await again.call('listStreams')).map(({ metadata }) => metadata?.name)
  expect(names).toContain('Before')
})

test('a mock continues from a file that only its owner can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onair-storage-'))
  const storage = fileStorage(join(folder, 'state.json'))
  const first = await testMock({ providers: ['livepush'], storage })
  await first.livepush.addAccount({ account: 'bob' })
  await first.close()
  expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600)
  const second = await testMock({ providers: ['livepush'], storage })
  expect(second.snapshot()).toEqual(first.snapshot())
  rmSync(folder, { recursive: true })
})
