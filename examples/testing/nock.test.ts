/** nock passes all requests to the mock: those of `fetch`, and those of `node:https`, which axios and got use. */
import nock from 'nock'
import { createMock } from 'onair/mock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApplication } from './application.js'

const mock = await createMock({ providers: ['livepush'] })

beforeAll(() => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    nock(/.*/)
      .persist()
      .intercept(/.*/, method)
      .reply(async function (path, sent) {
        const { headers } = this.req
        const body = typeof sent === 'string' ? sent || undefined : JSON.stringify(sent)
        const response = await mock.fetch(`https://${headers.host}${path}`, { method, headers: headers as never, body })
        return [response.status, await response.text(), Object.fromEntries(response.headers)]
      })
  }
})
afterAll(() => {
  nock.cleanAll()
  nock.restore()
})

test('an application signs its user in and lists streams', async () => {
  const application = createApplication(mock.credentials('livepush'))
  await application.handleCallback(await mock.approve(await application.logInUrl()))
  expect(await application.streamNames()).toContain('Main stage')
})
