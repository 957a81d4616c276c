import { basicCredentials, NotFoundError, unwrap } from 'onair'
import { createMock } from 'onair/mock'
import { expect, test } from 'vitest'
import { ovenmediaengine as definition } from './ovenmediaengine-mock.js'
import { createOvenMediaEngine } from './ovenmediaengine.js'

const path = { vhost: 'default', app: 'app' }

async function started() {
  const mock = await createMock({ providers: [definition] })
  const { username, password } = mock.credentials(definition)
  return { mock, engine: createOvenMediaEngine({ auth: basicCredentials(username, password), ...mock.client }) }
}

test('lists what is live', async () => {
  const { engine } = await started()
  expect(unwrap(await engine.call('listStreams', { params: { path } })).response).toEqual(['stage'])
})

test('a push for a stream that does not exist starts as soon as an encoder publishes it', async () => {
  const { mock, engine } = await started()
  const push = { id: 'evening', stream: { name: 'hall' }, protocol: 'srt', url: 'srt://192.0.2.1:9999' } as const
  expect(unwrap(await engine.call('startPush', { params: { path }, body: push })).response?.state).toBe('ready')
  await mock.provider(definition).controls.publish({ name: 'hall' })
  const { response } = unwrap(await engine.call('listPushes', { params: { path }, body: { id: 'evening' } }))
  expect(response?.map(({ state }) => state)).toEqual(['started'])
  expect((await engine.call('startPush', { params: { path }, body: push })).status).toBe(400)
})

test('refusals have the words of OvenMediaEngine', async () => {
  const { mock, engine } = await started()
  const none = engine.call('getStream', { params: { path: { ...path, stream: 'none' } } })
  await expect(none.then(unwrap)).rejects.toThrow(NotFoundError)
  expect((await none).error?.message).toBe('[HTTP] Could not find the stream: [default/app/none] (404)')
  const stranger = createOvenMediaEngine({ auth: basicCredentials('no', 'one'), ...mock.client })
  const refused = await stranger.call('listStreams', { params: { path } })
  expect(refused.response.headers.get('www-authenticate')).toBe('Basic realm="OvenMediaEngine"')
})
