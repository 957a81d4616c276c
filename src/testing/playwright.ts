import { test as base, type TestType } from '@playwright/test'
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
} from '@playwright/test'
import { createMock, type Mock, type ProviderName, type ProviderOrName, type Sandbox } from '../../mock/index.js'
import { clientFixtures, type ClientFactories, type Clients, type MockTestOptions, type OwnClients } from './clients.js'

/** The fixtures that a test has beside Playwright's own. */
interface MockFixtures {
  /** A sandbox of the test's own. */
  readonly mock: Sandbox
  /** Where the browser and the application reach the sandbox: their `baseUrl`. */
  readonly mockUrl: string
}

/**
 * Playwright's `test` with a mock: each worker makes one that listens on a port of its own, and each test has a sandbox of its own as `mock`.
 * A client is signed in when a test asks for it, and reaches the mock in process.
 *
 * @example
 * const test = mockTest({ providers: ['livepush'] })
 * test('logs in', async ({ page, mockUrl }) => { await page.goto(`${mockUrl}/livepush/console`) })
 */
export function mockTest<P extends ProviderOrName = ProviderName, C extends ClientFactories = OwnClients>(
  options: MockTestOptions<P, C> = {},
): TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & MockFixtures & Clients<C>,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> {
  const { clients, ...mockOptions } = options
  return base.extend<MockFixtures, { workerMock: { readonly mock: Mock; readonly url: string } }>({
    workerMock: [
      // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it which fixtures are wanted
      async ({}, use) => {
        const mock = await createMock(mockOptions)
        const { url } = await mock.listen()
        await use({ mock, url })
        await mock.close()
      },
      { scope: 'worker' },
    ],
    mock: async ({ workerMock }, use, { testId }) => {
      const sandbox = workerMock.mock.sandbox(testId)
      await use(sandbox)
      await sandbox.close()
    },
    mockUrl: async ({ workerMock, mock }, use) => use(workerMock.url + mock.url.slice(workerMock.mock.url.length)),
    ...(clientFixtures(clients) as object),
  }) as never
}

/** Playwright's `test` with a mock of the package's providers. */
export const test = mockTest()
export { expect } from '@playwright/test'
