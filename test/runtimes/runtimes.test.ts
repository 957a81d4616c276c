import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Listening } from '../../mock/index.js'
import { chromium } from '../support/chromium.js'
import { installedPackage, PACKAGE_TIMEOUT } from '../support/installed-package.js'
import { testMock } from '../support/mock.js'
import { findRuntime, runtimeNames, runtimes } from '../support/runtimes.js'
import { auth } from './checks/auth.js'
import { calls, connections } from './checks/calls.js'
import { events } from './checks/events.js'
import { secrets } from './checks/secrets.js'
import { signing } from './checks/signing.js'
import { stores } from './checks/stores.js'
import { buildPrograms, type Programs } from './programs.js'
import { servePage, startPage, startServer, withWorker, type Found } from './start.js'

/** Names of all checks in the groups, each with `passed`. */
const allPassed = (...groups: readonly object[]): Found =>
  Object.fromEntries(groups.flatMap((group) => Object.keys(group)).map((name) => [name, 'passed']))

const everywhere = { ...calls, ...events, ...signing }
const onServers = { ...everywhere, ...auth, ...connections, ...secrets }

/** Seconds are enough on a quiet machine. */
const timeout = 180_000

let project: string
let programs: Programs
let page: Listening
let where: { url: string; closedUrl: string }

beforeAll(async () => {
  ;({ project } = await installedPackage())
  programs = await buildPrograms(project)
  page = await servePage(programs.page)
  const mock = await testMock({ clock: 'manual' })
  const { url } = await mock.listen({ cors: [page.url] })
  where = { url, closedUrl: await closedOrigin() }
}, PACKAGE_TIMEOUT)
afterAll(() => page?.close())

/** An origin where a server listened until now. */
async function closedOrigin(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** How each runtime is started. */
const commands = {
  node: () => [process.execPath],
  node22: () => [findRuntime('node22')!],
  node24: () => [findRuntime('node24')!],
  bun: () => [findRuntime('bun')!],
  deno: () => [findRuntime('deno')!, 'run', '--allow-all'],
}
const servers = (['node22', 'node24', 'bun', 'deno'] as const).filter((name) => runtimeNames.includes(name))

describe.each([
  ['the Node.js of the tests', 'node', true],
  ...servers.map((name) => [runtimes[name].title, name, findRuntime(name) !== undefined] as const),
] as const)('%s', { timeout }, (_title, name, isHere) => {
  test.skipIf(!isHere)('passes every check, stores on files included', async () => {
    const folder = mkdtempSync(join(project, `${name}-`))
    const found = await startServer(commands[name](), programs.server, folder, where)
    expect(found).toEqual(allPassed(onServers, stores(folder)))
  })
})

describe('workerd', { timeout }, () => {
  const workerd = findRuntime('workerd')
  test.skipIf(!workerd)('passes every check of calls, sign-ins, events and signing', async () => {
    const found = await withWorker(workerd!, programs.worker, where, (ask) => ask('/checks'))
    expect(found).toEqual(allPassed(everywhere, auth, secrets))
  })

  test.skipIf(!workerd)('five requests at once share a client of the module, and cause one refresh', async () => {
    const found = await withWorker(workerd!, programs.worker, where, async (ask) => {
      await ask('/sign-in')
      const before = await ask('/token-requests')
      const statuses = await Promise.all([1, 2, 3, 4, 5].map(() => ask('/call')))
      return { statuses, refreshes: Number(await ask('/token-requests')) - Number(before) }
    })
    expect(found).toEqual({ statuses: [200, 200, 200, 200, 200], refreshes: 1 })
  })
})

describe('Chromium', { timeout }, () => {
  test.skipIf(!chromium)('passes every check of calls, events and signing, in a page', async () => {
    expect(await startPage(page.url, where)).toEqual(allPassed(everywhere))
  })
})
