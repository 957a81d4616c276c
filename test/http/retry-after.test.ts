import { expect, test } from 'vitest'
import { retryAfter } from '../../src/http/retry-after.js'

const now = Date.UTC(2026, 0, 15, 1)
const read = (headers: Record<string, string>, status = 429) => retryAfter(status, new Headers(headers), now)

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['zero', { 'retry-after': '0' }, 0],
  ['an HTTP date', { 'retry-after': 'Thu, 15 Jan 2026 01:00:30 GMT' }, 30_000],
  ['a date that has passed', { 'retry-after': 'Thu, 15 Jan 2026 00:00:00 GMT' }, 0],
  ['RateLimit-Reset in seconds from now', { 'ratelimit-reset': '12' }, 12_000],
  ['X-RateLimit-Reset as an epoch in seconds', { 'x-ratelimit-reset': String(now / 1000 + 42) }, 42_000],
  ['X-RateLimit-Reset as an epoch in milliseconds', { 'x-ratelimit-reset': String(now + 42) }, 42],
  ['an epoch that has passed', { 'x-ratelimit-reset': String(now / 1000 - 5) }, 0],
  ['Retry-After before the others', { 'retry-after': '3', 'ratelimit-reset': '9' }, 3000],
  ['the next one where the first is garbage', { 'retry-after': 'soon', 'ratelimit-reset': '9' }, 9000],
])('%s', (_, headers, expected) => {
  expect(read(headers as Record<string, string>)).toBe(expected)
})

test.each([[{}], [{ 'retry-after': '-5' }], [{ 'retry-after': 'tomorrow' }], [{ 'x-ratelimit-reset': 'NaN' }]])(
  'nothing is read from %j',
  (headers) => expect(read(headers)).toBeUndefined(),
)

test('reset headers count with 429 only, Retry-After always', () => {
  expect(read({ 'x-ratelimit-reset': '60' }, 503)).toBeUndefined()
  expect(read({ 'retry-after': '60' }, 503)).toBe(60_000)
})
