import { createMock, type Mock, type ProviderName, type ProviderOrName } from '../../mock/index.js'
import { servedClients, type ClientFactories, type Clients, type MockTestOptions, type OwnClients } from './clients.js'

/** What is used of the context of a test of `node:test`. */
interface TestContext {
  after(close: () => Promise<void>): void
}

/**
 * A mock of the test's own, with a client of each provider that it serves, signed in. The mock is closed after the test.
 *
 * @example
 * test('has streams', async (t) => {
 *   const { livepush } = await useMock(t)
 *   assert.equal((await livepush.call('listStreams')).status, 200)
 * })
 */
export async function useMock<P extends ProviderOrName = ProviderName, C extends ClientFactories = OwnClients>(
  t: TestContext,
  options: MockTestOptions<P, C> = {},
): Promise<{ readonly mock: Mock } & Clients<C>> {
  const { clients: _, ...mockOptions } = options
  const mock = await createMock(mockOptions)
  t.after(() => mock.close())
  const factories = Object.entries(servedClients(options))
  const created = await Promise.all(factories.map(async ([name, create]) => [name, await create(mock)] as const))
  return { mock, ...Object.fromEntries(created) } as never
}
