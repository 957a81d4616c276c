import { expect, test } from 'vitest'
import { as, kollusLiveMock, mainStage, secondStage } from '../caller.js'

const target = { title: 'There', link: 'rtmp://live.example.test/app', stream_name: 'sk', status: '1' }

async function signedIn(...requests: string[]) {
  const mock = await kollusLiveMock({ limits: false }, { requests })
  return { mock, call: await as(mock), path: `/channels/${mainStage}/syndications` }
}

test('a channel has none at first, and shows the created ones', async () => {
  const { call, path } = await signedIn()
  expect((await call('GET', path)).body).toEqual({ data: [] })
  const made = await call('POST', path, target)
  expect(made.status).toBe(201)
  expect(made.body.data).toEqual({ ...target, id: expect.any(Number) as number, status: 1 })
  expect((await call('GET', path)).body.data).toEqual([made.body.data])
  expect((await call('GET', `${path}/${made.body.data.id}`)).body.data).toEqual(made.body.data)
})

test('each field can be changed alone', async () => {
  const { call, path } = await signedIn()
  const { data } = (await call('POST', path, target)).body
  const changes = { title: 'Here', link: 'rtmp://x/y', stream_name: 'other', status: '0' }
  for (const field of ['title', 'link', 'stream_name', 'status'] as const) {
    data[field] = field === 'status' ? 0 : changes[field]
    const changed = await call('PUT', `${path}/${data.id}`, { [field]: changes[field] })
    expect([changed.status, changed.body.data]).toEqual([200, data])
  }
})

test('an empty update changes nothing', async () => {
  const { call, path } = await signedIn('updateSyndication 200')
  const { data } = (await call('POST', path, target)).body
  expect((await call('PUT', `${path}/${data.id}`)).body.data).toEqual(data)
})

test('a fourth is refused until one of the three is deleted', async () => {
  const { call, path } = await signedIn()
  const ids: number[] = []
  for (let n = 0; n < 3; n++) ids.push((await call('POST', path, target)).body.data.id)
  const refused = await call('POST', path, target)
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    { syndications: ['The syndications may not be greater than 3.'] },
  ])
  expect((await call('DELETE', `${path}/${ids[1]}`)).status).toBe(204)
  expect((await call('GET', path)).body.data).toHaveLength(2)
  expect((await call('POST', path, target)).status).toBe(201)
})

test('every field is required, and none can be empty', async () => {
  const { call, path } = await signedIn()
  expect(Object.keys((await call('POST', path, {})).body.errors)).toEqual(['title', 'link', 'stream_name', 'status'])
  const { id } = (await call('POST', path, target)).body.data
  for (const field of ['title', 'link', 'stream_name']) {
    const answer = await call('PUT', `${path}/${id}`, { [field]: '' })
    expect([answer.status, Object.keys(answer.body.errors)]).toEqual([422, [field]])
  }
  expect((await call('PUT', `${path}/${id}`, { status: '2' })).status).toBe(422)
})

test.each(['99', 'nope', '1.5', '-1', '999999999999999999999'])('the id %s is unknown', async (id) => {
  const { call, path } = await signedIn()
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await call(method, `${path}/${id}`)
    expect([answer.status, answer.body.message]).toEqual([
      404,
      `No query results for model [App\\Models\\Syndication] ${id}`,
    ])
  }
})

test('the id of another channel’s syndication is unknown', async () => {
  const { call, path } = await signedIn()
  const { id } = (await call('POST', path, target)).body.data
  expect((await call('GET', `/channels/${secondStage}/syndications/${id}`)).status).toBe(404)
})
