/** The tests of a user's own project with its own provider: test/package runs them against the packed tarball, with Node's test runner. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unwrap } from 'onair'
import { createMock } from 'onair/mock'
import { createLighthouse, lighthouseAuth } from './client.js'
import { lighthouse as definition } from './mock.js'

async function signedIn(options = {}) {
  const mock = await createMock({ providers: [definition], ...options })
  const auth = lighthouseAuth({ ...mock.credentials(definition), ...mock.client })
  const { url } = await auth.begin({ account: 'alice', scopes: ['lamps.read', 'lamps.write'] })
  await auth.complete(await mock.approve(url))
  return { mock, lighthouse: createLighthouse({ auth: auth.account('alice'), ...mock.client }) }
}

void test('the client signs in to the mock and calls it', async () => {
  const { mock, lighthouse } = await signedIn()
  const lamp = unwrap(await lighthouse.call('createLamp', { body: { name: 'Bell', colour: 'red' } }))
  assert.equal(lamp.name, 'Bell')
  assert.equal((await lighthouse.call('getLamp', { params: { path: { lamp_id: 99 } } })).status, 404)
  assert.equal(mock.journal.requests({ operation: 'lighthouse.createLamp' }).length, 1)
  await mock.close()
})

void test('a control does what no call can', async () => {
  const { mock, lighthouse } = await signedIn()
  const lit = await mock.provider(definition).controls.light({ lampId: 2 })
  assert.deepEqual(unwrap(await lighthouse.call('getLamp', { params: { path: { lamp_id: 2 } } })), lit)
  await mock.close()
})

void test('a mock continues from a snapshot, and a sandbox has its own state', async () => {
  const { mock, lighthouse } = await signedIn()
  unwrap(await lighthouse.call('createLamp', { body: { name: 'Bell', colour: 'red' } }))
  const other = await createMock({ providers: [definition], state: JSON.parse(JSON.stringify(mock.snapshot())) })
  assert.deepEqual(other.snapshot(), mock.snapshot())
  const sandbox = mock.sandbox('t1')
  const { accessToken } = await sandbox.grant(definition)
  const headers = { authorization: `Bearer ${accessToken}` }
  assert.equal((await sandbox.fetch(`${sandbox.url}/lighthouse/api/lamps/6`, { headers })).status, 404)
  assert.equal((await mock.fetch(`${mock.url}/lighthouse/api/lamps/1`, { headers })).status, 401)
  await Promise.all([mock.close(), other.close()])
})

void test('a fault fails one call, and the seed sets the data', async () => {
  const { mock, lighthouse } = await signedIn({ seed: { lighthouse: { lamps: ['Only'] } } })
  mock.faults.add({ operation: 'lighthouse.getLamp', action: 'status', status: 500, times: 1 })
  // The client repeats a GET after a server error.
  assert.equal((await lighthouse.call('getLamp', { params: { path: { lamp_id: 1 } } })).status, 200)
  assert.equal(mock.journal.requests({ operation: 'lighthouse.getLamp', status: 500 }).length, 1)
  assert.equal((await lighthouse.call('getLamp', { params: { path: { lamp_id: 2 } } })).status, 404)
  await mock.close()
})
