import { expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as } from './caller.js'

const inspect = '/vod/inspector/get_metadata'

test('a video has the same metadata each time, with a new id', async () => {
  const call = await as(await testMock())
  const look = async (url: string) => (await call('POST', inspect, { json: { url } })).body
  const { id, ...first } = await look('https://videos.example.test/launch.mp4')
  const { id: second, ...again } = await look('https://videos.example.test/launch.mp4')
  expect(again).toEqual(first)
  expect(first).toMatchObject({ container: 'mp4', videoCodec: 'h264', audioCodec: 'aac' })
  expect([id, second]).toEqual([expect.stringMatching(/^tup_\w+$/), expect.stringMatching(/^tup_\w+$/)])
  expect(second).not.toBe(id)
  const { id: _, ...other } = await look('https://videos.example.test/other')
  expect(other.container).toBe('mov')
  expect([other.duration, other.size]).not.toEqual([first['duration'], first['size']])
})

test.each([
  'ftp://videos.example.test/a.mov',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '/a.mov',
  'a b',
  '',
  5,
  null,
])('the address %o is refused', async (url) => {
  const answer = await (await as(await testMock()))('POST', inspect, { json: { url } })
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(/^url /)])
})
