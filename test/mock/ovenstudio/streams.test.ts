import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'

const start = Date.UTC(2026, 0, 15)

async function machine() {
  const mock = await testMock({ providers: ['ovenstudio'] })
  const stream = async (name: string) => (await mock.ovenstudio.streams()).find((one) => one.name === name)
  return { mock, studio: mock.ovenstudio, stream }
}

describe('streams', () => {
  test('are two managed ones at first, both off air', async () => {
    const { studio } = await machine()
    const streams = await studio.streams()
    expect(streams.map(({ name, kind, isLive, session }) => [name, kind, isLive, session])).toEqual([
      ['OvenStudio', 'managed', false, null],
      ['OvenStudio_Xmas', 'managed', false, null],
    ])
  })

  test('are live from publishing to unpublishing, by the mock’s clock', async () => {
    const { mock, studio, stream } = await machine()
    await mock.clock.advance('5m')
    const session = { since: start + 300_000, endedAt: null }
    expect(await studio.publish({ name: 'OvenStudio' })).toMatchObject({ kind: 'managed', isLive: true, session })
    await mock.clock.advance('1h')
    expect(await studio.unpublish({ name: 'OvenStudio' })).toMatchObject({
      isLive: false,
      session: { since: start + 300_000, endedAt: start + 3_900_000 },
    })
    await studio.publish({ name: 'OvenStudio' })
    expect((await stream('OvenStudio'))!.session).toEqual({ since: start + 3_900_000, endedAt: null })
  })

  test('appear as instant ones when an encoder publishes, and become managed when one of the same name is created', async () => {
    const { studio, stream } = await machine()
    expect(await studio.publish({ name: 'Pop-up' })).toMatchObject({ kind: 'instant', description: '', isLive: true })
    await studio.addStream({ name: 'Pop-up', description: 'Came to stay' })
    expect(await stream('Pop-up')).toMatchObject({ kind: 'managed', description: 'Came to stay', isLive: true })
    expect(await studio.streams()).toHaveLength(3)
  })

  test('can have one publisher at a time, and are unpublished only when they are live', async () => {
    const { studio } = await machine()
    await studio.publish({ name: 'OvenStudio' })
    await expect(studio.publish({ name: 'OvenStudio' })).rejects.toThrow(/already on air/)
    await expect(studio.unpublish({ name: 'OvenStudio_Xmas' })).rejects.toThrow(/not on air/)
    await expect(studio.unpublish({ name: 'Unknown' })).rejects.toThrow(
      /no stream 'Unknown'.*OvenStudio, OvenStudio_Xmas/,
    )
  })

  test('have names that are one line and one segment of an address', async () => {
    const { studio } = await machine()
    for (const name of ['', ' ', 'a\nb', 'a/b', '..', '.']) {
      await expect(studio.publish({ name })).rejects.toThrow(RangeError)
      await expect(studio.addStream({ name })).rejects.toThrow(RangeError)
    }
    await expect(studio.addStream({ name: 'OvenStudio' })).rejects.toThrow(/already/)
    await expect(studio.addStream({ name: 'Described', description: null as unknown as string })).rejects.toThrow(
      RangeError,
    )
    expect(await studio.streams()).toHaveLength(2)
  })
})

test('changing the result of a control does not change the mock', async () => {
  const { studio, stream } = await machine()
  const view = await studio.publish({ name: 'OvenStudio' })
  Object.assign(view.session!, { endedAt: 1 })
  expect((await stream('OvenStudio'))!.isLive).toBe(true)
})

test('an unknown CloudFront setting is refused with the known ones', async () => {
  const { studio } = await machine()
  await expect(studio.cloudFront({ isSinged: false } as object)).rejects.toThrow(
    "There is no field of ovenstudio.cloudFront 'isSinged'; there are isLinked, isEnabled, isSigned, hasKey. Did you mean 'isSigned'?",
  )
})

test.each([{ isSigned: null }, { isSigned: 'no' }, { isLinked: 0 }])(
  'a CloudFront setting is true or false, and not %j',
  async (change) => {
    const { studio } = await machine()
    const before = await studio.cloudFront()
    await expect(studio.cloudFront(change as object)).rejects.toThrow(RangeError)
    expect(await studio.cloudFront({ isSigned: undefined })).toEqual(before)
  },
)

test('an unknown policy and an unknown limit are refused', async () => {
  const made = (options: object) => testMock({ providers: ['ovenstudio'], ...options })
  await expect(made({ policy: { ovenstudio: { tls: true } } })).rejects.toThrow(/no switch 'tls'/)
  await expect(made({ limits: { ovenstudio: { perSecond: true } } })).rejects.toThrow(RangeError)
})

test('a snapshot keeps streams, tokens and settings', async () => {
  const { mock, studio, stream } = await machine()
  await studio.publish({ name: 'Pop-up' })
  const { token } = await studio.generateToken()
  await studio.deleteToken({ token })
  await studio.cloudFront({ isSigned: false })
  const snapshot = mock.snapshot()
  const live = await stream('Pop-up')
  mock.reset()
  mock.restore(snapshot)
  expect(await mock.ovenstudio.streams()).toContainEqual(live)
  expect(await mock.ovenstudio.cloudFront()).toMatchObject({ isSigned: false })
  await expect(mock.ovenstudio.renewToken({ token })).rejects.toThrow(/token is unknown/)
})

test('the seed sets the streams and the access token', async () => {
  const streams = [{ name: 'concert', description: 'At eight' }]
  const seed = { streams, accessToken: 'not-a-real-token' }
  const mock = await testMock({ providers: ['ovenstudio'], seed: { ovenstudio: seed } })
  expect(await mock.ovenstudio.streams()).toMatchObject([{ ...streams[0], kind: 'managed', isLive: false }])
  expect(mock.credentials('ovenstudio')).toEqual({ accessToken: 'not-a-real-token' })
  expect((await mock.ovenstudio.renewToken({ token: 'not-a-real-token' })).token).not.toBe('not-a-real-token')
  const wrong = { streams: [{ name: 'a/b' }] }
  await expect(testMock({ providers: ['ovenstudio'], seed: { ovenstudio: wrong } })).rejects.toThrow(RangeError)
})
