import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as, streamIds } from './caller.js'

async function world() {
  const mock = await testMock()
  const call = await as(mock)
  const path = `/octopus/streams/${streamIds.simulcast}`
  const attached = async () => (await call('GET', path)).body.destinations
  const saved = async () => (await call('GET', '/octopus/streams/me/destinations')).body
  return { mock, call, path, attached, saved }
}

describe('a destination', () => {
  test('can be switched off and on; the answer states the time, and repeating is harmless', async () => {
    const { mock, call, path, attached } = await world()
    const [{ id, updatedAt }] = await attached()
    for (const [verb, isDisabled] of [
      ['disable', true],
      ['disable', true],
      ['enable', false],
      ['enable', false],
    ] as const) {
      await mock.clock.advance('1m')
      const { status, body } = await call('PUT', `${path}/destinations/${id}/${verb}`)
      expect([status, body]).toEqual([204, ''])
      const [now, other] = await attached()
      expect(now).toMatchObject({ id, isDisabled, updatedAt: new Date(mock.clock.now()).toISOString() })
      expect(other).toMatchObject({ isDisabled: true, updatedAt })
    }
  })

  test('of another stream of the same user cannot be switched', async () => {
    const { call, path, attached, saved } = await world()
    const ids = new Set((await attached()).map(({ id }: { id: string }) => id))
    const elsewhere = (await saved()).find(({ id }: { id: string }) => !ids.has(id))
    for (const id of [elsewhere.id, 'pb_unknown']) {
      const answer = await call('PUT', `${path}/destinations/${id}/disable`)
      expect([answer.status, answer.body]).toEqual([404, { message: 'There is no such destination.' }])
    }
    expect((await saved()).find(({ id }: { id: string }) => id === elsewhere.id).isDisabled).toBe(false)
  })

  test('is added to one stream, with an id to switch it by, and saved with the user’s others', async () => {
    const { call, path, attached, saved } = await world()
    const json = { appName: 'rtmp', label: 'Backup', rtmpBase: 'rtmps://backup.example.test/app', streamKey: 'sk' }
    const { status, body } = await call('POST', `${path}/destinations`, { json })
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^pb_\w+$/) as string,
      appName: 'rtmp',
      label: 'Backup',
      rtmpBase: 'rtmps://backup.example.test/app',
      isDisabled: false,
      updatedAt: '2026-01-15T00:00:00.000Z',
    })
    expect((await attached()).at(-1)).toEqual(body)
    expect((await saved()).at(-1)).toEqual({ ...body, oauth: {}, isPinned: false })
    expect((await call('PUT', `${path}/destinations/${body.id}/disable`)).status).toBe(204)
  })

  test('on a known platform needs no server, and its label defaults to the platform', async () => {
    const { call, path } = await world()
    const { body } = await call('POST', `${path}/destinations`, { json: { appName: 'youtube' } })
    expect(body).toMatchObject({ label: 'youtube', rtmpBase: 'rtmp://a.rtmp.youtube.com/live2' })
  })

  test.each([
    [{ appName: 'twitch' }, { appName: 'twitch', label: 'twitch' }],
    [{ appName: 'constructor' }, { appName: 'constructor' }],
    [{ appName: 'rtmp', rtmpBase: 'srt://x.test:9000' }, { rtmpBase: 'srt://x.test:9000' }],
  ])('like %j is accepted, because no source lists platforms or protocols', async (json, shown) => {
    const { call, path, attached } = await world()
    const { status, body } = await call('POST', `${path}/destinations`, { json })
    expect([status, body]).toEqual([201, expect.objectContaining(shown)])
    expect((await attached()).at(-1)).toEqual(body)
  })

  test.each([
    [{}, 'appName is required.'],
    [{ appName: 'rtmp', rtmpBase: 'nowhere' }, 'rtmpBase must be of the form: url.'],
  ])('like %o is refused', async (json, message) => {
    const { call, path, attached } = await world()
    const answer = await call('POST', `${path}/destinations`, { json })
    expect([answer.status, answer.body]).toEqual([400, { message }])
    expect(await attached()).toHaveLength(2)
  })
})

test('saved destinations include those of all streams and of none, pinned or not', async () => {
  const { saved } = await world()
  expect(
    (await saved()).map(({ label, isPinned, isDisabled }: Record<string, unknown>) => [label, isPinned, isDisabled]),
  ).toEqual([
    ['Our channel', false, false],
    ['Elsewhere', false, true],
    ['Put aside', true, false],
  ])
})
