import { expect, test } from 'vitest'
import * as z from 'zod'
import { defineProvider } from '../../mock/index.js'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'
import { madeUp } from './made-up.js'
import { receiver } from './receiver.js'

const rules = { connectTimeout: 1000, responseTimeout: 1000, success: 200, attempts: 3, gap: 60_000 }

/** Your own provider, which sends a callback from a control. */
const definition = defineProvider(madeUp)
  .callbacks({ happened: rules })
  .control('tell', {
    summary: 'Sends a callback.',
    input: z.object({ url: z.string(), what: z.string(), key: z.string().optional() }),
    output: z.null(),
    async run({ url, what, key }, world) {
      await world.sendCallback('happened', url, { what, ...(key !== undefined && { stream_key: key }) })
      return null
    },
  })

async function stage(...answers: number[]) {
  const mock = await testMock({ providers: [definition] })
  const { url, received } = await receiver(...answers)
  const tell = (what: string) => mock.provider(definition).controls.tell({ url, what })
  return { mock, url, tell, arrived: () => received.map(({ form }) => form['what']) }
}

const operation = 'madeup.happened'

test('a callback is retried by the rules of its provider, and its attempts are listed', async () => {
  const { mock, url, tell } = await stage(500, 500)
  const start = mock.clock.now()
  await tell('a')
  expect(mock.callbacks.list()).toEqual([
    {
      id: 1,
      provider: 'madeup',
      name: 'happened',
      url: url.replace('token=t', 'token=[redacted]'),
      form: { what: 'a' },
      attempts: [{ at: start, attempt: 1, result: { status: 500 } }],
      nextAttemptAt: start + 60_000,
    },
  ])
  await mock.clock.advance('1h')
  const [{ attempts, nextAttemptAt }] = mock.callbacks.list() as [ReturnType<typeof mock.callbacks.list>[number]]
  expect(attempts.map(({ result }) => result)).toEqual([{ status: 500 }, { status: 500 }, { status: 200 }])
  expect(nextAttemptAt).toBeNull()
})

test('pending attempts survive a snapshot', async () => {
  const { mock, tell, arrived } = await stage(500)
  await tell('a')
  const snapshot = mock.snapshot()
  await mock.clock.advance('1h')
  mock.restore(snapshot)
  expect(mock.callbacks.list()[0]!.attempts).toHaveLength(1)
  await mock.clock.advance('1h')
  expect(arrived()).toEqual(['a', 'a', 'a'])
  expect(mock.callbacks.list()[0]!.attempts).toHaveLength(2)
})

test('a fault drops it: the provider assumes it was sent', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'drop', times: 1 })
  await tell('a')
  await tell('b')
  await mock.clock.advance('1h')
  expect(arrived()).toEqual(['b'])
  expect(mock.callbacks.list().map(({ attempts, nextAttemptAt }) => [attempts.length, nextAttemptAt])).toEqual([
    [0, null],
    [1, null],
  ])
})

test('a fault delays it in the mock’s time', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'delay', duration: '10s', nth: 1, times: 1 })
  await tell('a')
  await mock.clock.advance('9s')
  expect(arrived()).toEqual([])
  await mock.clock.advance('1s')
  expect(arrived()).toEqual(['a'])
})

test('a fault duplicates it', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'duplicate', times: 1 })
  await tell('a')
  await tell('b')
  expect(arrived()).toEqual(['a', 'a', 'b'])
})

test('faults can delay one callback and duplicate it', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'delay', duration: '10s', times: 1 })
  mock.faults.add({ operation, action: 'duplicate', times: 1 })
  await tell('a')
  expect(arrived()).toEqual([])
  await mock.clock.advance('10s')
  expect(arrived()).toEqual(['a', 'a'])
})

test('a fault reorders it: it arrives after the next one of its name', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'reorder', times: 1 })
  await tell('a')
  expect(arrived()).toEqual([])
  await tell('b')
  await tell('c')
  expect(arrived()).toEqual(['b', 'a', 'c'])
})

test('a callback can be resent, even if it was dropped', async () => {
  const { mock, tell, arrived } = await stage()
  mock.faults.add({ operation, action: 'drop' })
  await tell('a')
  const [{ id }] = mock.callbacks.list() as unknown as [{ id: number }]
  expect(await mock.callbacks.replay(id)).toMatchObject({ attempt: 1, result: { status: 200 } })
  expect(arrived()).toEqual(['a'])
  expect(await failure(mock.callbacks.replay(7))).toMatchObject({
    message: 'The mock has no callback 7, or no longer keeps it.',
  })
})

test('resending by hand does not count as an attempt of the provider', async () => {
  const { mock, tell, arrived } = await stage(500, 500, 500, 500)
  await tell('a')
  await mock.callbacks.replay(1)
  await mock.callbacks.replay(1)
  await mock.clock.advance('1h')
  expect(arrived()).toHaveLength(5)
  expect(mock.callbacks.list()[0]!.attempts.at(-1)).toMatchObject({ attempt: 5, result: { status: 200 } })
})

test('a pending callback is kept, however many follow it', async () => {
  const { mock, tell, arrived } = await stage(500)
  await tell('a')
  mock.faults.add({ operation, action: 'drop' })
  for (let more = 0; more < 1100; more++) await tell('more')
  expect(mock.callbacks.list()).toHaveLength(1000)
  await mock.clock.advance('1h')
  expect(arrived()).toEqual(['a', 'a'])
})

test('the list shows no secret of a form or an address, unless the mock shows secrets; they are sent all the same', async () => {
  const form = { what: 'see https://cdn.example/a.m3u8?Signature=abcdefgh', key: 'live-key' }
  const listed = async (showSecrets: boolean) => {
    const mock = await testMock({ providers: [definition], showSecrets })
    const { url, received } = await receiver()
    await mock.provider(definition).controls.tell({ url, ...form })
    expect(received).toMatchObject([{ path: '/hook?token=t', form: { what: form.what, stream_key: form.key } }])
    const page = await (await mock.fetch(`${mock.url}/_mock/callbacks`)).text()
    const api = await (await mock.fetch(`${mock.url}/_mock/api/callbacks`)).text()
    return [JSON.stringify(mock.callbacks.list()), page, api]
  }
  for (const text of await listed(false)) {
    expect(text).toContain('[redacted]')
    expect(text).not.toMatch(/token=t\b|abcdefgh|live-key/)
  }
  for (const text of await listed(true)) {
    for (const secret of ['token=t', 'abcdefgh', 'live-key']) expect(text).toContain(secret)
  }
})

test('a fault for something else is refused, with the faults for callbacks', async () => {
  const { mock } = await stage()
  const add = async () => mock.faults.add({ operation, action: 'status', status: 500 })
  expect(await failure(add())).toMatchObject({
    message: `There is no action on ${operation} 'status'; there are drop, delay, duplicate, reorder.`,
  })
})
