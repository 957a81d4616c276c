import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'

const start = Date.UTC(2026, 0, 15)

async function machine() {
  const mock = await testMock({ providers: ['ovenstudio'] })
  const stream = (name: string) => mock.ovenStudio.streams().find((one) => one.name === name)
  return { mock, studio: mock.ovenStudio, stream }
}

describe('streams', () => {
  test('are two managed ones at first, of which none is on air', async () => {
    const { studio } = await machine()
    expect(studio.streams().map(({ name, kind, isLive, session }) => [name, kind, isLive, session])).toEqual([
      ['OvenStudio', 'managed', false, null],
      ['OvenStudio_Xmas', 'managed', false, null],
    ])
  })

  test('are live from publishing to unpublishing, by the mock’s clock', async () => {
    const { mock, studio, stream } = await machine()
    await mock.clock.advance('5m')
    const session = { since: start + 300_000, endedAt: null }
    expect(await studio.publish('OvenStudio')).toMatchObject({ kind: 'managed', isLive: true, session })
    await mock.clock.advance('1h')
    expect(await studio.unpublish('OvenStudio')).toMatchObject({
      isLive: false,
      session: { since: start + 300_000, endedAt: start + 3_900_000 },
    })
    await studio.publish('OvenStudio')
    expect(stream('OvenStudio')!.session).toEqual({ since: start + 3_900_000, endedAt: null })
  })

  test('appear as instant ones when someone publishes, and become managed when one of the name is made', async () => {
    const { studio, stream } = await machine()
    expect(await studio.publish('Pop-up')).toMatchObject({ kind: 'instant', description: '', isLive: true })
    studio.addStream('Pop-up', 'Came to stay')
    expect(stream('Pop-up')).toMatchObject({ kind: 'managed', description: 'Came to stay', isLive: true })
    expect(studio.streams()).toHaveLength(3)
  })

  test('are published to by one at a time, and unpublished when they are live', async () => {
    const { studio } = await machine()
    await studio.publish('OvenStudio')
    await expect(studio.publish('OvenStudio')).rejects.toThrow(/on air already/)
    await expect(studio.unpublish('OvenStudio_Xmas')).rejects.toThrow(/not on air/)
    await expect(studio.unpublish('Nobody')).rejects.toThrow(/no stream 'Nobody'.*OvenStudio, OvenStudio_Xmas/)
  })

  test('have names that are one line and one segment of an address', async () => {
    const { studio } = await machine()
    for (const name of ['', ' ', 'a\nb', 'a/b', '..', '.']) {
      await expect(studio.publish(name)).rejects.toThrow(RangeError)
      expect(() => studio.addStream(name)).toThrow(RangeError)
    }
    expect(() => studio.addStream('OvenStudio')).toThrow(/already/)
    expect(() => studio.addStream('Described', null as unknown as string)).toThrow(RangeError)
    expect(studio.streams()).toHaveLength(2)
  })
})

test('what a test is told cannot be used to change the mock', async () => {
  const { studio, stream } = await machine()
  const view = await studio.publish('OvenStudio')
  Object.assign(view.session!, { endedAt: 1 })
  expect(stream('OvenStudio')!.isLive).toBe(true)
})

test('a setting of CloudFront that there is not is refused, with those there are', async () => {
  const { studio } = await machine()
  expect(() => studio.cloudFront({ isSinged: false } as object)).toThrow(
    "There is no switch 'isSinged'; there are isLinked, isEnabled, isSigned, hasKey. Did you mean 'isSigned'?",
  )
})

test.each([{ isSigned: null }, { isSigned: 'no' }, { isLinked: 0 }])(
  'a setting of CloudFront is true or false, and not %j',
  async (change) => {
    const { studio } = await machine()
    const before = studio.cloudFront()
    expect(() => studio.cloudFront(change as object)).toThrow(RangeError)
    expect(studio.cloudFront({ isSigned: undefined })).toEqual(before)
  },
)

test('a policy and a limit that there are not are refused', async () => {
  const made = (options: object) => testMock({ providers: ['ovenstudio'], ...options })
  await expect(made({ policy: { ovenstudio: { tls: true } } })).rejects.toThrow(/no switch 'tls'/)
  await expect(made({ limits: { ovenstudio: { perSecond: true } } })).rejects.toThrow(RangeError)
})
