import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as, asking, dlive, post, tokenOf, user } from './caller.js'
import { Wire } from './wire.js'

describe('a snapshot', () => {
  test('holds everything that happened, and a mock made from it continues like the first one', async () => {
    const mock = await dlive()
    const token = await tokenOf(mock)
    await Wire.ready(mock, token)
    await mock.dlive.publish({ username: 'alice', title: 'Tonight' })
    await mock.dlive.chat({ streamer: 'alice', text: 'Hello' })
    await mock.dlive.chest({ streamer: 'alice', value: '5000000' })
    await mock.dlive.chest({ streamer: 'alice', giveaway: 'start' })
    await mock.dlive.markAsBot({ username: 'carol' })
    const query = '{ me { username } }'
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash } }
    await post(mock, { query, extensions }, token)

    const copy = await testMock({ providers: ['dlive'], state: mock.snapshot() })
    expect((await post(copy, { extensions }, token)).body).toEqual({ data: { me: { username: 'alice' } } })
    for (const one of [mock, copy]) {
      await one.dlive.chat({ streamer: 'alice', text: 'Again' })
      await one.dlive.unpublish({ username: 'alice' })
      await one.clock.advance('10m')
    }
    const fields =
      'treasureChest { state } pastBroadcasts { list { title length } } chats { ... on ChatText { id createdAt content } }'
    const after = await user(asking(copy, token), fields)
    expect(after).toEqual(await user(asking(mock, token), fields))
    expect(after.treasureChest.state).toBe('COLLECTING')
    expect((await copy.grant('dlive', { account: 'carol' })).expiresAt).toBeNull()
  })

  test('holds no keep-alives: it contains no sockets', async () => {
    const mock = await dlive()
    const before = mock.snapshot()
    await Wire.ready(mock, await tokenOf(mock))
    await mock.clock.advance('24s')
    mock.restore(before)
    expect(await mock.clock.advance('1h')).toEqual([])
  })
})

describe('a seed', () => {
  test('is the state of the mock at the start', async () => {
    const accounts = [
      {
        account: 'zed',
        displayname: 'Zed',
        fans: ['Ann', 'Ben'],
        pastBroadcasts: [{ permlink: 'zed+1', title: 'First', hoursAgo: 2, seconds: 60 }],
      },
      { account: 'yan', bot: true, follows: [{ streamer: 'zed', daysAgo: 9 }] },
      'xia',
    ]
    const mock = await testMock({ providers: ['dlive'], seed: { dlive: { accounts } } })
    const ask = await as(mock, 'xia')
    const fields = 'displayname followers { list { username role } } pastBroadcasts { list { permlink title } }'
    expect(await user(ask, fields, 'zed')).toEqual({
      displayname: 'Zed',
      followers: {
        list: [
          { username: 'ben', role: 'None' },
          { username: 'ann', role: 'None' },
          { username: 'yan', role: 'Bot' },
        ],
      },
      pastBroadcasts: { list: [{ permlink: 'zed+1', title: 'First' }] },
    })
  })

  test.each([
    ['an invalid username', ['Zed'], /A username may contain/],
    [
      'a display name that is taken',
      ['zed', { account: 'yan', displayname: 'ZED' }],
      /display name 'ZED' already exists/,
    ],
    ['an unknown streamer', [{ account: 'zed', follows: [{ streamer: 'yan', daysAgo: 1 }] }], /no account 'yan'/],
    ['an unknown field', [{ account: 'zed', role: 'Bot' }], /'accounts\[0\].role' must be one of account, password/],
  ])('is refused for %s', async (_, accounts, message) => {
    const seed = { dlive: { accounts: accounts as never } }
    await expect(testMock({ providers: ['dlive'], seed })).rejects.toThrow(message)
  })
})

test('a sandbox separates the two servers as the mock does', async () => {
  const box = (await dlive()).sandbox('t1')
  const read = '{ languages { code } }'
  expect((await asking(box, null, 'graphigo')(read)).body.data.languages).toHaveLength(20)
  expect((await asking(box, null)(read)).body.data).toBeNull()
})
