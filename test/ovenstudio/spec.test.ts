import { expect, test } from 'vitest'
import * as dlive from '../../generated/dlive/operations.js'
import { operations, profile } from '../../generated/ovenstudio/operations.js'
import { CreateSignedUrlBody, CreateSignedUrlResponse } from '../../generated/ovenstudio/schemas.js'

test('there is one operation, which needs a token of the console and can be repeated', () => {
  expect(Object.keys(operations)).toEqual(['createSignedUrl'])
  expect(operations.createSignedUrl).toMatchObject({ scopes: [], body: 'json', idempotent: true, server: 'api' })
  expect(profile).toMatchObject({ oauth: null, limits: [], authorizationScheme: 'Bearer' })
})

test('a success can be text; text in refusals only does not count', () => {
  expect(operations.createSignedUrl.answers).toEqual(['json', 'text'])
  expect(Object.values(dlive.operations).filter((operation) => 'answers' in operation)).toEqual([])
})

const isTaken = (body: unknown) => CreateSignedUrlBody.safeParse(body).success
const dates = (date_less_than: unknown, stream: object = { stream_name: 'concert' }) => ({
  stream,
  policy: { date_less_than },
})

test('the body is nested', () => {
  expect(isTaken(dates('2024-01-01T00:00:00Z'))).toBe(true)
  expect(isTaken({ stream_name: 'concert', date_less_than: '2024-01-01T00:00:00Z' })).toBe(false)
  expect(isTaken(dates('2024-01-01T00:00:00Z', { stream_name: '' }))).toBe(false)
  expect(isTaken(dates(undefined))).toBe(false)
})

test.each([
  '2024-01-01T00:00:00+00:00',
  '2024-01-01T09:00:00+09:00',
  '2024-01-01T00:00:00.000Z',
  '2024-01-01t00:00:00z',
  '2024-02-30T00:00:00Z',
  '2024-01-01 00:00:00Z',
  '2024-01-01T00:00Z',
  '2024-01-01',
  1_704_067_200,
])('%s is not a date', (date) => {
  expect(isTaken(dates(date))).toBe(false)
})

test.each(['https://cdn.example.test/a', { signed_url: 'https://cdn.example.test/a' }, { data: { any: 'x' } }, {}])(
  'an answer can be %j',
  (answer) => {
    expect(CreateSignedUrlResponse.safeParse(answer).success).toBe(true)
  },
)
