import { test as base, type TestAPI } from 'vitest'
import { createMock, type Mock, type ProviderName, type ProviderOrName, type Sandbox } from '../../mock/index.js'
import { clientFixtures, type ClientFactories, type Clients, type MockTestOptions, type OwnClients } from './clients.js'

/**
 * Vitest's `test` with a mock: each worker makes one, and each test has a sandbox of its own as `mock`. A client is signed in when a test
 * asks for it. Vitest wants it to be called at the top of a file, outside of `describe`.
 *
 * @example
 * const test = mockTest({ providers: ['livepush'], seed: { livepush: { accounts: ['bob'] } } })
 * test('lists streams', async ({ livepush }) => expect(await livepush.call('listStreams')).toMatchObject({ status: 200 }))
 */
export function mockTest<P extends ProviderOrName = ProviderName, C extends ClientFactories = OwnClients>(
  options: MockTestOptions<P, C> = {},
): TestAPI<{ mock: Sandbox } & Clients<C>> {
  const { clients, ...mockOptions } = options
  return base.extend<{ workerMock: Mock; mock: Sandbox }>({
    workerMock: [
      // oxlint-disable-next-line no-empty-pattern -- Vitest reads from it which fixtures are wanted
      async ({}, use) => {
        const mock = await createMock(mockOptions)
        await use(mock)
        await mock.close()
      },
      { scope: 'worker' },
    ],
    mock: async ({ workerMock, task }, use) => {
      const sandbox = workerMock.sandbox(task.id)
      await use(sandbox)
      await sandbox.close()
    },
    ...(clientFixtures(clients) as object),
  }) as never
}

/** Vitest's `test` with a mock of the package's providers. */
export const test = mockTest()
