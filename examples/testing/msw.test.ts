/** MSW passes all requests to the mock. Put your own handlers before this one. */
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { createMock } from 'onair/mock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApplication } from './application.js'

const mock = await createMock({ providers: ['livepush'] })
const server = setupServer(http.all('*', ({ request }) => mock.fetch(request)))
beforeAll(() => server.listen())
afterAll(() => server.close())

test('an application signs its user in and lists streams', async () => {
  const application = createApplication(mock.credentials('livepush'))
  await application.handleCallback(await mock.approve(await application.logInUrl()))
  expect(await application.streamNames()).toContain('Main stage')
})
