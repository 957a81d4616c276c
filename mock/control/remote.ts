import type { JournalEntry } from '../core/journal/entry.js'
import { nameOf } from '../handle.js'
import { addOwnControls, controlsBy } from '../own-controls.js'
import type { OwnControls, ProviderOrName } from '../types.js'
import { version } from '../version.js'
import { clientOf, refuse, type ControlResponse } from './client.js'
import type { ConnectOptions } from './connect.js'
import { ConnectError } from './connect-error.js'
import { readEvents } from './events.js'
import type { RemoteMock, RemoteSandbox } from './remote-types.js'

/** The implementation of `connectMock`. `address` has no slash at its end. */
export async function connect(address: string, options: ConnectOptions): Promise<RemoteMock> {
  const client = clientOf(address, options)
  const { data } = await client.GET('/health').catch((error: unknown) => {
    // Another server's page is not JSON.
    if (error instanceof SyntaxError) return { data: undefined }
    throw error
  })
  if (data?.status !== 'ok') throw new ConnectError(`The server at ${address} is not an onair mock. Check the address.`)
  if (seriesOf(data.version) !== seriesOf(version)) {
    const message = `The mock at ${address} is onair ${data.version}, and this is ${version}. Use the same version for both.`
    throw new ConnectError(message)
  }
  const sandbox = (name: string) =>
    createRemote(`${address}/t/${encodeURIComponent(name)}`, options, async () =>
      end(client.DELETE('/api/sandboxes/{sandbox}', { params: { path: { sandbox: name } } })),
    )
  return Object.assign(
    createRemote(address, options, async () => {}),
    {
      sandbox,
      sandboxes: async () => (await refuse(client.GET('/api/sandboxes'))).sandboxes,
    },
  )
}

/** Major and minor version: a change in either may change the control API. */
const seriesOf = (one: string): string => one.split('.', 2).join('.')

/** The same for a deletion: as in process, deleting a thing that does not exist is not an error. */
async function end(call: Promise<ControlResponse<unknown>>): Promise<void> {
  const result = await call
  if (result.response.status !== 404) await refuse(result)
}

function createRemote(url: string, options: ConnectOptions, closed: () => Promise<void>): RemoteSandbox {
  const client = clientOf(url, options)
  const following = new Set<AbortController>()
  const path = (one: ProviderOrName) => ({ provider: nameOf(one) })
  const run = async (provider: string, control: string, input: unknown) =>
    refuse(
      client.POST('/api/providers/{provider}/controls/{control}', {
        params: { path: { provider, control } },
        body: (input ?? {}) as Record<string, unknown>,
      }),
    )
  const remote: Omit<RemoteSandbox, keyof OwnControls> = {
    url,
    client: { baseUrl: url },
    clock: {
      now: async () => (await refuse(client.GET('/api/clock'))).now,
      scheduled: async () => (await refuse(client.GET('/api/clock'))).scheduled as never,
      advance: async (duration) =>
        (await refuse(client.POST('/api/clock/advance', { body: { duration } }))).fired as never,
      freeze: async () => void (await refuse(client.POST('/api/clock/freeze'))),
      resume: async () => void (await refuse(client.POST('/api/clock/resume'))),
    },
    faults: {
      add: async (fault) => (await refuse(client.POST('/api/faults', { body: fault as never }))).id,
      list: async () => (await refuse(client.GET('/api/faults'))).faults as never,
      clear: async (which = {}) => {
        if (typeof which === 'number') {
          return end(client.DELETE('/api/faults/{fault}', { params: { path: { fault: which } } }))
        }
        await refuse(client.DELETE('/api/faults', { params: { query: which as never } }))
      },
    },
    journal: {
      requests: async (query = {}) => (await refuse(client.GET('/api/journal', { params: { query } }))).requests,
      har: async (query = {}) => (await refuse(client.GET('/api/journal/har', { params: { query } }))) as never,
      entry: async (id) => {
        const result = await client.GET('/api/journal/{request}', { params: { path: { request: id } } })
        return result.response.status === 404 ? undefined : ((await refuse(result)) as never)
      },
      follow: async (listener) => {
        const stop = new AbortController()
        const result = await client.GET('/api/journal/events', { parseAs: 'stream', signal: stop.signal })
        await refuse(result)
        following.add(stop)
        await readEvents(result.response, (data) => listener(JSON.parse(data) as JournalEntry))
        return () => {
          following.delete(stop)
          stop.abort()
        }
      },
    },
    callbacks: {
      list: async (query = {}) =>
        (await refuse(client.GET('/api/callbacks', { params: { query } }))).callbacks as never,
      replay: async (callback) =>
        (await refuse(client.POST('/api/callbacks/{callback}/replay', { params: { path: { callback } } }))) as never,
    },
    provider: (one) => ({ controls: controlsBy((control, input) => run(nameOf(one), control, input)) }),
    credentials: async (one) =>
      await refuse(client.GET('/api/providers/{provider}/credentials', { params: { path: path(one) } })),
    approve: async (asked, decision = {}) => {
      const { deny, scopes, account } = decision
      const body = { url: String(asked), deny, account, ...(scopes && { scopes: [...scopes] }) }
      return (await refuse(client.POST('/api/approve', { body }))).url
    },
    grant: async (one, { account, scopes } = {}) =>
      refuse(
        client.POST('/api/providers/{provider}/grants', {
          params: { path: path(one) },
          body: { account, ...(scopes && { scopes: [...scopes] }) },
        }),
      ),
    grants: async (one) =>
      (await refuse(client.GET('/api/providers/{provider}/grants', { params: { path: path(one) } }))).grants,
    revoke: async (one, grant) =>
      await refuse(
        client.DELETE('/api/providers/{provider}/grants/{grant}', { params: { path: { ...path(one), grant } } }),
      ),
    snapshot: async () => (await refuse(client.GET('/api/snapshot'))) as never,
    restore: async (snapshot) => await refuse(client.PUT('/api/snapshot', { body: snapshot as never })),
    reset: async () => await refuse(client.POST('/api/reset')),
    close: async () => {
      for (const stop of following) stop.abort()
      following.clear()
      await closed()
    },
  }
  return addOwnControls(remote, (name) => controlsBy((control, input) => run(name, control, input)))
}
