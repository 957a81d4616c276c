import { expect, test } from 'vitest'
import type { LogEntry } from '../../src/http/log.js'
import { radio } from '../support/radio.js'
import { fetchFailure, json, untilAborted } from '../support/scripted-fetch.js'

const path = { params: { path: { show_id: 1 } } }
const facts = {
  provider: 'radio',
  operation: 'getShow',
  method: 'GET',
  path: '/stations/{station_key}/shows/{show_id}',
}

test('a log gets each attempt and the result of the call', async () => {
  const entries: LogEntry[] = []
  const { client, clock } = radio([json({}, 503), json({ data: {} })], { log: (entry) => entries.push(entry) })
  const result = client.call('getShow', path)
  await clock.advance(1000)
  await result
  expect(entries).toEqual([
    { event: 'attempt', ...facts, attempt: 1, ms: 0, status: 503 },
    { event: 'attempt', ...facts, attempt: 2, ms: 0, status: 200 },
    { event: 'result', ...facts, attempt: 2, ms: 250, status: 200 },
  ])
})

test('a log shows the code of a fault', async () => {
  const entries: LogEntry[] = []
  const log = (entry: LogEntry) => entries.push(entry)
  const { client, clock } = radio([() => Promise.reject(fetchFailure('ECONNRESET')), untilAborted], {
    log,
    retry: false,
  })
  await client.call('getShow', path).catch(() => {})
  const controller = new AbortController()
  const call = client.call('getShow', { ...path, signal: controller.signal }).catch(() => {})
  await clock.settle()
  controller.abort()
  await call
  await clock.settle()
  expect(entries.map(({ error }) => error)).toEqual(['network', 'network', 'aborted', 'aborted'])
})

test('a log contains nothing that was sent or received', async () => {
  const entries: LogEntry[] = []
  const { client } = radio([json({ message: 's3cr3t' }, 422)], { log: (entry) => entries.push(entry) })
  await client.call('createShow', { body: { title: 's3cr3t' }, headers: { 'x-key': 's3cr3t' } })
  await client.call('listShows', { params: { query: { q: 's3cr3t' } } })
  expect(JSON.stringify(entries)).not.toMatch(/s3cr3t|t1/)
  expect(entries).toHaveLength(4)
})

test('an error thrown by the log is ignored', async () => {
  const log = () => {
    throw new Error('disk full')
  }
  const { client } = radio([json({ data: {} })], { log })
  expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
})
