import { expect, test } from 'vitest'
import { retryAfter } from '../../src/http/retry-after.js'

const now = Date.UTC(2026, 0, 15, 1)
const read = (headers: Record<string, string>, status = 429) => retryAfter(status, new Headers(headers), now)

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['zero', { 'retry-after': '0' }, 0],
  ['an HTTP date', { 'retry-after': 'Thu, 15 Jan 2026 01:00:30 GMT' }, 30_000],
  ['an RFC 850 date', { 'retry-after': 'Thursday, 15-Jan-26 01:00:30 GMT' }, 30_000],
  ['an RFC 850 date without its zone', { 'retry-after': 'Thursday, 15-Jan-26 01:00:30' }, 30_000],
  ['an asctime date (GMT)', { 'retry-after': 'Thu Jan 15 01:00:30 2026' }, 30_000],
  ['the larger of two numbers', { 'retry-after': '90, 90' }, 90_000],
  ['the larger of two different numbers', { 'retry-after': '30,120' }, 120_000],
  [
    'the larger of a number and dates',
    { 'retry-after': '5, Thu, 15 Jan 2026 01:00:30 GMT, Thursday, 15-Jan-26 01:00:20 GMT' },
    30_000,
  ],
  ['the only readable one of two', { 'retry-after': 'soon, 7' }, 7000],
  [
    'a date by a server clock that is slow',
    { 'retry-after': 'Thu, 15 Jan 2026 00:50:30 GMT', date: 'Thu, 15 Jan 2026 00:50:00 GMT' },
    30_000,
  ],
  [
    'a date by a server clock that is fast',
    { 'retry-after': 'Thu, 15 Jan 2026 01:10:30 GMT', date: 'Thu, 15 Jan 2026 01:10:00 GMT' },
    30_000,
  ],
  [
    'an epoch by the server’s clock',
    { 'x-ratelimit-reset': String(now / 1000 + 642), date: 'Thu, 15 Jan 2026 01:10:00 GMT' },
    42_000,
  ],
  ['the larger of two epochs', { 'x-ratelimit-reset': `${now / 1000 + 42}, ${now / 1000 + 43}` }, 43_000],
  ['RateLimit-Reset twice', { 'ratelimit-reset': '12, 12' }, 12_000],
  ['seconds, for any server clock', { 'retry-after': '7', date: 'Thu, 15 Jan 2026 09:00:00 GMT' }, 7000],
  ['a date that has passed', { 'retry-after': 'Thu, 15 Jan 2026 00:00:00 GMT' }, 0],
  ['RateLimit-Reset in seconds from now', { 'ratelimit-reset': '12' }, 12_000],
  ['X-RateLimit-Reset as an epoch in seconds', { 'x-ratelimit-reset': String(now / 1000 + 42) }, 42_000],
  ['X-RateLimit-Reset as an epoch in milliseconds', { 'x-ratelimit-reset': String(now + 42) }, 42],
  ['an epoch that has passed', { 'x-ratelimit-reset': String(now / 1000 - 5) }, 0],
  ['Retry-After before the others', { 'retry-after': '3', 'ratelimit-reset': '9' }, 3000],
  ['the next header if the first is invalid', { 'retry-after': 'soon', 'ratelimit-reset': '9' }, 9000],
])('%s', (_, headers, expected) => {
  expect(read(headers as Record<string, string>)).toBe(expected)
})

test.each([[{}], [{ 'retry-after': '-5' }], [{ 'retry-after': 'tomorrow' }], [{ 'x-ratelimit-reset': 'NaN' }]])(
  'reads nothing from %j',
  (headers) => expect(read(headers)).toBeUndefined(),
)

test('reads a date as GMT in every time zone', () => {
  const { TZ } = process.env
  process.env.TZ = 'Asia/Seoul'
  try {
    expect(new Date(now).getHours()).toBe(10)
    expect(read({ 'retry-after': 'Thu Jan 15 01:00:30 2026' })).toBe(30_000)
    expect(read({ 'retry-after': 'Thursday, 15-Jan-26 01:00:30' })).toBe(30_000)
  } finally {
    if (TZ === undefined) delete process.env.TZ
    else process.env.TZ = TZ
  }
})

test('reset headers count with 429 only, Retry-After always', () => {
  expect(read({ 'x-ratelimit-reset': '60' }, 503)).toBeUndefined()
  expect(read({ 'retry-after': '60' }, 503)).toBe(60_000)
})
