import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { withAuthorization } from '../../src/http/authorize.js'
import { Call } from '../../src/http/call.js'
import { compose, LightRequest } from '../../src/http/light-request.js'
import { createSend } from '../../src/http/send.js'
import { table } from '../fixtures/radio.js'
import { manualClock } from '../support/manual-clock.js'
import { radio, tokens } from '../support/radio.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'
import type { Reply } from '../support/scripted-fetch.js'

const show = json({ data: { id: 1, title: 'Demo' } })
const refused = json({ message: 'Unauthenticated.' }, 401)
const path = { params: { path: { show_id: 1 } } }
const bearers = (sent: { headers: Headers }[]) => sent.map(({ headers }) => headers.get('authorization'))

test('calls carry the token of the source', async () => {
  const { client, sent } = radio([show])
  await client.call('getShow', path)
  expect(bearers(sent)).toEqual(['Bearer t1'])
})

test('operations without authentication get no token', async () => {
  const { client, sent } = radio([json({ access_token: 'x' })])
  await client.call('exchangeToken', { body: { grant_type: 'x' } })
  expect(bearers(sent)).toEqual([null])
})

test('a refused token is reported and the call replayed with the next one, a POST with its body', async () => {
  const auth = tokens('t1', 't2')
  const { client, sent } = radio([refused, json({ data: {} }, 201)], { auth })
  expect(await client.call('createShow', { body: { title: 'Demo' } })).toMatchObject({ status: 201 })
  expect(auth.rejected).toEqual(['t1'])
  expect(bearers(sent)).toEqual(['Bearer t1', 'Bearer t2'])
  expect(sent.map(({ body }) => body)).toEqual(['title=Demo', 'title=Demo'])
})

test('a call is replayed once only', async () => {
  const { client, sent } = radio([refused], { auth: tokens('t1', 't2', 't3') })
  expect(await client.call('getShow', path)).toMatchObject({ ok: false, status: 401 })
  expect(sent).toHaveLength(2)
})

test('a refusal is returned if the source has no other token', async () => {
  const { client, sent } = radio([refused])
  expect(await client.call('getShow', path)).toMatchObject({ ok: false, error: { message: 'Unauthenticated.' } })
  expect(sent).toHaveLength(1)
})

test('a 403 is not replayed: the token is valid', async () => {
  const auth = tokens('t1', 't2')
  const { client } = radio([json({}, 403)], { auth })
  await client.call('getShow', path)
  expect(auth.rejected).toEqual([])
})

describe('a provider with its own form of token refusal', () => {
  const complaint = json({ errors: ['expired'] })
  const complaining = (...replies: Reply[]) => {
    const clock = manualClock()
    const auth = tokens('t1', 't2', 't3', 't4')
    const { fetch, sent } = scriptedFetch(...replies)
    const isRefused = ({ body }: { readonly body: string }) => body.includes('expired')
    const send = compose(createSend(fetch), [withAuthorization(auth, '', isRefused)])
    const get = () => {
      const call = new Call('getShow', table.getShow)
      return send(new LightRequest('https://api.radio.test/', { method: 'GET', fields: {}, call }))
    }
    return { clock, auth, sent, get }
  }

  test('defines what a refusal is, and can send tokens without a scheme', async () => {
    const { get, sent } = complaining(complaint, show)
    expect((await get()).body).toContain('Demo')
    expect(bearers(sent)).toEqual(['t1', 't2'])
  })
})

test('a token that is not a valid header value is refused without being printed', async () => {
  const { client } = radio([show], { auth: tokens('s3cr3t\nx') })
  const error = await client.call('getShow', path).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'usage' })
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('s3cr3t')
})
