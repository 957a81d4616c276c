/**
 * undici passes all requests to the mock: those of `fetch`, and those of its own `request`. Its `MockAgent` can't answer asynchronously.
 */
import { createMock } from 'onair/mock'
import { Agent, getGlobalDispatcher, request, setGlobalDispatcher, type Dispatcher } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApplication } from './application.js'

const mock = await createMock({ providers: ['livepush'] })

const toMock: Dispatcher.DispatcherComposeInterceptor = () => (options, handler) => {
  const controller = { aborted: false, paused: false, reason: null, rawHeaders: null } as never
  const init = { ...options, duplex: 'half', redirect: 'manual' } as RequestInit
  const answer = async () => {
    handler.onRequestStart?.(controller, {})
    const response = await mock.fetch(new URL(options.path, options.origin), init)
    handler.onResponseStart?.(controller, response.status, Object.fromEntries(response.headers), response.statusText)
    handler.onResponseData?.(controller, Buffer.from(await response.arrayBuffer()))
    handler.onResponseEnd?.(controller, {})
  }
  answer().catch((error: Error) => handler.onResponseError?.(controller, error))
  return true
}
const before = getGlobalDispatcher()
beforeAll(() => setGlobalDispatcher(new Agent().compose(toMock)))
afterAll(() => setGlobalDispatcher(before))

test('an application signs its user in and lists streams', async () => {
  const application = createApplication(mock.credentials('livepush'))
  await application.handleCallback(await mock.approve(await application.logInUrl()))
  expect(await application.streamNames()).toContain('Main stage')
  expect((await request('https://octopus.livepush.io/streams/mine')).statusCode).toBe(401)
})
