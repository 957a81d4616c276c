import { describe, expect, test } from 'vitest'
import { as, type Call, kollusLiveMock, mainStage } from '../caller.js'

const form = {
  title: 'Made',
  customer_code: 'C-1',
  concurrently_viewer_limit: '300',
  is_shared: '0',
  live_media_profile_group_key: 'pg-high',
}

async function signedIn(errorProfile: 'L8' | 'L9' = 'L8', requests: string[] = []) {
  const mock = await kollusLiveMock({ limits: false, policy: { 'kollus-live': { errorProfile } } }, { requests })
  return { mock, call: await as(mock), key: mainStage }
}

const errors = (call: Call, fields: Record<string, string>) => call('POST', '/channels', { ...form, ...fields })

describe('the words for each rule', () => {
  test.each([
    ['title', '', 'The title field is required.', 'The title field is required.'],
    [
      'concurrently_viewer_limit',
      'many',
      'The concurrently viewer limit must be an integer.',
      'The concurrently viewer limit field must be an integer.',
    ],
    [
      'concurrently_viewer_limit',
      '1.5',
      'The concurrently viewer limit must be an integer.',
      'The concurrently viewer limit field must be an integer.',
    ],
    [
      'concurrently_viewer_limit',
      '-1',
      'The concurrently viewer limit must be at least 0.',
      'The concurrently viewer limit field must be at least 0.',
    ],
    [
      'recording_file_segment_by_duration',
      '9',
      'The recording file segment by duration must be at least 10.',
      'The recording file segment by duration field must be at least 10.',
    ],
    [
      'recording_file_segment_by_duration',
      '121',
      'The recording file segment by duration may not be greater than 120.',
      'The recording file segment by duration field must not be greater than 120.',
    ],
    ['is_shared', '2', 'The selected is shared is invalid.', 'The selected is shared is invalid.'],
    ['is_shared', 'true', 'The selected is shared is invalid.', 'The selected is shared is invalid.'],
    [
      'recording_file_policy',
      '2',
      'The selected recording file policy is invalid.',
      'The selected recording file policy is invalid.',
    ],
    [
      'live_media_profile_group_key',
      'pg-none',
      'The selected live media profile group key is invalid.',
      'The selected live media profile group key is invalid.',
    ],
    ['chatting_info', '{', 'The chatting info format is invalid.', 'The chatting info field format is invalid.'],
    ['chatting_info', '"text"', 'The chatting info format is invalid.', 'The chatting info field format is invalid.'],
    ['chatting_info', '[1]', 'The chatting info format is invalid.', 'The chatting info field format is invalid.'],
    ['chatting_info', 'null', 'The chatting info format is invalid.', 'The chatting info field format is invalid.'],
  ])('%s=%s', async (field, value, old, young) => {
    const [before, after] = [await signedIn('L8'), await signedIn('L9')]
    const L8 = await errors(before.call, { [field]: value })
    expect([L8.status, L8.body]).toEqual([422, { message: 'The given data was invalid.', errors: { [field]: [old] } }])
    const L9 = await errors(after.call, { [field]: value })
    expect([L9.status, L9.body]).toEqual([422, { message: young, errors: { [field]: [young] } }])
  })

  test('all errors are listed, and the newer framework counts them in its message', async () => {
    const { call } = await signedIn('L9')
    const two = await errors(call, { title: '', is_shared: '2' })
    expect(two.body.message).toBe('The title field is required. (and 1 more error)')
    const all = await call('POST', '/channels', {})
    expect(all.body.message).toBe('The title field is required. (and 4 more errors)')
    expect(Object.keys(all.body.errors)).toEqual(Object.keys(form))
  })

  test('the message calls a date a date', async () => {
    const path = '/broadcasts?start_date=tomorrow'
    expect((await (await signedIn('L8')).call('GET', path)).body.errors.start_date).toEqual([
      'The start date is not a valid date.',
    ])
    expect((await (await signedIn('L9')).call('GET', path)).body.errors.start_date).toEqual([
      'The start date field must be a valid date.',
    ])
  })
})

describe('invalid input', () => {
  test('changes nothing', async () => {
    const { call, key } = await signedIn()
    const before = (await call('GET', `/channels/${key}`)).body
    expect((await call('PUT', `/channels/${key}`, { title: 'New', is_shared: '7' })).status).toBe(422)
    expect((await call('PUT', `/channels/${key}`, { title: 'New', chatting_info: '{' })).status).toBe(422)
    expect((await call('GET', `/channels/${key}`)).body).toEqual(before)
    await errors(call, { is_shared: '7' })
    expect((await call('GET', '/channels')).body.meta.total).toBe(3)
  })

  test('can be broken JSON, or JSON that is not an object', async () => {
    const { call, key } = await signedIn('L8', ['updateChannel 200'])
    const headers = { 'content-type': 'application/json' }
    const broken = await call('PUT', `/channels/${key}`, { '{': '' }, headers)
    expect([broken.status, broken.body.errors]).toEqual([422, { body: ['The body format is invalid.'] }])
    for (const json of [null, 'text', 1, true]) {
      const answer = await call('PUT', `/channels/${key}`, { json })
      expect([json, answer.status]).toEqual([json, 422])
    }
    // PHP reads an empty list as no fields at all.
    expect((await call('PUT', `/channels/${key}`, { json: [] })).status).toBe(200)
  })

  test('can be JSON of the wrong types', async () => {
    const { call } = await signedIn()
    const json = { title: 5, customer_code: null, concurrently_viewer_limit: [], is_shared: {}, use_timeshift: 'yes' }
    const answer = await call('POST', '/channels', { json: { ...form, ...json } })
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      {
        title: ['The title must be a string.'],
        customer_code: ['The customer code field is required.'],
        concurrently_viewer_limit: ['The concurrently viewer limit must be an integer.'],
        is_shared: ['The selected is shared is invalid.'],
        use_timeshift: ['The selected use timeshift is invalid.'],
      },
    ])
  })

  test('can name fields that every object has', async () => {
    const { call, key } = await signedIn('L8', ['updateChannel 200'])
    const fields = new URLSearchParams('__proto__=x&constructor=x&toString=x&title=Still+a+title')
    expect((await call('PUT', `/channels/${key}`, fields)).body.data.title).toBe('Still a title')
    const json = JSON.parse('{"__proto__":{"title":"polluted"},"constructor":{"prototype":{"x":1}}}') as object
    expect((await call('PUT', `/channels/${key}`, { json })).body.data.title).toBe('Still a title')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
    expect((await call('GET', '/channels?__proto__=1&constructor=2')).status).toBe(200)
  })

  test('with a repeated field uses the last value, as in PHP', async () => {
    const { call, key } = await signedIn('L8', ['updateChannel 200'])
    const fields = new URLSearchParams([
      ['title', 'first'],
      ['title', 'last'],
    ])
    expect((await call('PUT', `/channels/${key}`, fields)).body.data.title).toBe('last')
  })
})
