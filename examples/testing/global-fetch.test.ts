/** The mock's `fetch` replaces the platform's while the tests of this file run. */
import { createMock } from 'onair/mock'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createApplication } from './application.js'

const mock = await createMock({ providers: ['livepush'] })
beforeAll(() => void vi.stubGlobal('fetch', mock.fetch))
afterAll(() => void vi.unstubAllGlobals())

test('an application signs its user in and lists streams', async () => {
  const application = createApplication(mock.credentials('livepush'))
  await application.handleCallback(await mock.approve(await application.logInUrl()))
  expect(await application.streamNames()).toContain('Main stage')
})

test('a host that is not a provider’s cannot be reached', async () => {
  await expect(fetch('https://payments.example/charge')).rejects.toThrow('payments.example is not a host of a provider')
})
