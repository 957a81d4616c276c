import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as, streamIds } from './caller.js'

const create = '/octopus/streams'
const text = (pattern: RegExp) => expect.stringMatching(pattern) as string
const created = '2026-01-15T00:00:00.000Z'

describe('a new stream', () => {
  test('shows its zone by its id only, a key to publish with, and no destination', async () => {
    const call = await as(await testMock())
    const answer = await call('POST', create, { json: { category: 'simulcast', name: 'Demo' } })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: text(/^st_\w+$/),
      chatId: text(/^mc_\w+$/),
      embedId: text(/^em_\w+$/),
      createdAt: created,
      metadata: { name: 'Demo', category: 'simulcast' },
      config: { pullUrlMaxRetry: 5, recordingTier: 'rise' },
      destinations: [],
      zone: text(/^zn_\w+$/),
      streamKey: text(/^rtmp_[0-9a-f]{32}$/),
      unsafeContent: false,
      hasValidated: true,
    })
  })

  test('is in the list and found by its id, where its zone is an object', async () => {
    const call = await as(await testMock())
    const { body: made } = await call('POST', create, { json: { category: 'schedule', name: 'Reruns' } })
    const { body: found } = await call('GET', `${create}/${made.id}`)
    expect(found).toEqual({
      ...made,
      zone: { id: made.zone, category: 'simulcast', host: 'stream.livepush.io', isPublic: true, isDefault: true },
    })
    const { body: list } = await call('GET', `${create}/mine`)
    expect(list.map(({ id }: { id: string }) => id)).toContain(made.id)
  })

  test('has an id and a key of its own', async () => {
    const call = await as(await testMock())
    const make = async () => (await call('POST', create, { json: { category: 'simulcast', name: 'Demo' } })).body
    const [one, other] = [await make(), await make()]
    expect(one.id).not.toBe(other.id)
    expect(one.streamKey).not.toBe(other.streamKey)
  })

  test.each([
    ['no category', { name: 'Demo' }, 'category is required by the reference.'],
    ['another category', { category: 'music', name: 'Demo' }, 'category is not one of the possible values.'],
    ['no name', { category: 'simulcast' }, 'name is required by the reference.'],
    ['an empty name', { category: 'simulcast', name: '' }, 'name is required by the reference.'],
    ['a name that is not a string', { category: 'simulcast', name: 5 }, 'name must be of the form: string.'],
    ['no body', {}, 'category is required by the reference. name is required by the reference.'],
    ['a list', [], 'body must be of the form: object.'],
  ])('is refused with %s', async (_, json, message) => {
    const mock = await testMock()
    const answer = await (await as(mock))('POST', create, { json })
    expect([answer.status, answer.body]).toEqual([400, { message }])
    expect(await mock.livepush.streams()).toHaveLength(2)
  })

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'category=simulcast&name=Demo'],
    ['JSON with the content type of text', 'text/plain', '{"category":"simulcast","name":"Demo"}'],
    ['truncated JSON', 'application/json', '{"category":'],
  ])('is refused if it comes as %s', async (_, type, body) => {
    const mock = await testMock()
    const { accessToken } = await mock.grant('livepush')
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': type }
    const answer = await mock.fetch(`${mock.url}/livepush${create}`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
  })

  test('without a category is a simulcast if the policy is lenient', async () => {
    const mock = await testMock({ policy: { livepush: { lenientCategory: true } } }, { requests: ['createStream 201'] })
    const call = await as(mock)
    const { body } = await call('POST', create, { json: { name: 'Demo' } })
    expect(body.metadata).toEqual({ name: 'Demo', category: 'simulcast' })
    const scheduled = await call('POST', create, { json: { name: 'Demo', category: 'schedule' } })
    expect(scheduled.body.metadata.category).toBe('schedule')
    expect((await call('POST', create, { json: { name: 'Demo', category: 'music' } })).status).toBe(400)
  })
})

describe('the list of streams', () => {
  test('has whole destinations and the key, but other fields than a single stream', async () => {
    const mock = await testMock()
    const call = await as(mock)
    const { simulcast } = streamIds
    const { body: list } = await call('GET', `${create}/mine`)
    const { body: detail } = await call('GET', `${create}/${simulcast}`)
    const inList = list[0]
    expect(inList.id).toBe(simulcast)
    const only = (one: object, other: object) => Object.keys(one).filter((name) => !(name in other))
    expect(only(inList, detail)).toEqual(['isDisabled'])
    expect(only(detail, inList)).toEqual(['chatId', 'embedId', 'unsafeContent', 'hasValidated'])
    for (const same of ['destinations', 'streamKey', 'zone']) expect(inList[same]).toEqual(detail[same])
    expect(inList.destinations[0]).toMatchObject({ appName: 'youtube', rtmpBase: 'rtmp://a.rtmp.youtube.com/live2' })
  })
})

test('encoded ids are decoded, and unknown', async () => {
  const call = await as(await testMock())
  for (const id of ['a/b', '..', 'é', '%2F', 'st_ x', '%'])
    expect((await call('GET', `${create}/${encodeURIComponent(id)}x`)).status).toBe(404)
})

test('the account and its subscriptions are shown', async () => {
  const call = await as(await testMock())
  expect((await call('GET', '/squid/account/this')).body).toEqual({
    id: text(/^[A-Za-z0-9]{9,13}$/),
    username: 'alice',
    name: 'Alice',
    email: 'alice@example.test',
    avatar: text(/^https:/),
    ns: text(/^ns\w+$/),
    isDisabled: false,
    createdAt: created,
    preferences: {},
    billingInfo: { email: 'alice@example.test', name: 'Alice' },
  })
  expect((await call('GET', '/squid/account/subscriptions')).body).toEqual([{ id: text(/^sub_\w+$/) }])
})
