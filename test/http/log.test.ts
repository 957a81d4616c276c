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

test('a log is told of each attempt and of what the call came to', async () => {
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

test('faults are told by their code', async () => {
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

test('nothing that was sent or received is in it', async () => {
  const entries: LogEntry[] = []
  const { client } = radio([json({ message: 's3cr3t' }, 422)], { log: (entry) => entries.push(entry) })
  await client.call('createShow', { body: { title: 's3cr3t' }, headers: { 'x-key': 's3cr3t' } })
  await client.call('listShows', { params: { query: { q: 's3cr3t' }, path: { station_key: 's3cr3t' } } })
  expect(JSON.stringify(entries)).not.toMatch(/s3cr3t|t1/)
  expect(entries).toHaveLength(4)
})

test('a log that throws is not heard', async () => {
  const log = () => {
    throw new Error('disk full')
  }
  const { client } = radio([json({ data: {} })], { log })
  expect(await client.call('getShow', path)).toMatchObject({ status: 200 })
})
