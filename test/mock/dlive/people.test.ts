import { describe, expect, test } from 'vitest'
import { as, codeOf, dlive, mutate, user, type Ask } from './caller.js'

describe('people', () => {
  test('are found by username, and by display name in any case; an unknown name is null', async () => {
    const ask = await as(await dlive())
    const query = `{
      a: user(username: "bob") { id displayname } b: user(username: "Bob") { id } c: user(username: "unknown") { id }
      d: userByDisplayName(displayname: "Bob") { username } e: userByDisplayName(displayname: "bOB") { username }
      f: userByDisplayName(displayname: "unknown") { username }
    }`
    expect((await ask(query)).body.data).toEqual({
      a: { id: 'user:bob', displayname: 'Bob' },
      b: null,
      c: null,
      d: { username: 'bob' },
      e: { username: 'bob' },
      f: null,
    })
  })

  test('keep their username when the display name changes, and are found by the new one', async () => {
    const mock = await dlive({ unlistedMutations: true })
    const ask = await as(mock, 'bob')
    await mutate(ask, 'userUpdate', 'user: { displayname: "Robert", language: "fr", about: "Hi" }')
    const query =
      '{ me { id username displayname about private { language } } userByDisplayName(displayname: "Bob") { id } }'
    expect((await ask(query)).body.data).toEqual({
      me: { id: 'user:bob', username: 'bob', displayname: 'Robert', about: 'Hi', private: { language: 'fr' } },
      userByDisplayName: null,
    })
    await mock.dlive.rename({ username: 'bob', displayname: 'Bobby' })
    expect(await user(ask, 'displayname', 'bob')).toEqual({ displayname: 'Bobby' })
  })

  test('can change it once a month, to a free and valid one', async () => {
    const mock = await dlive({ unlistedMutations: true })
    const ask = await as(mock, 'chatbot')
    const rename = (name: string) => codeOf(ask, 'userUpdate', `user: { displayname: "${name}" }`)
    const next = async () =>
      (await ask('{ me { private { nextDisplayNameChangeTime } } }')).body.data.me.private.nextDisplayNameChangeTime
    expect(await next()).toBeNull()
    expect([await rename('alice'), await rename('x'), await rename('a b c'), await rename('x'.repeat(21))]).toEqual([
      1006, 1004, 1004, 1004,
    ])
    expect(await rename('Chat_Bot-2')).toBeNull()
    expect(await rename('Another')).toBe(1007)
    expect(Number(await next())).toBe(mock.clock.now() + 30 * 86_400_000)
    await mock.clock.advance('30d')
    expect(await rename('Another')).toBeNull()
    expect(await codeOf(ask, 'userUpdate', 'user: { language: "xx" }')).toBe(1004)
    const valid =
      '{ a: displayNameIsValid(displayName: "Free_1") b: displayNameIsValid(displayName: "ALICE") c: displayNameIsValid(displayName: "x") }'
    expect((await as(mock).then((alice) => alice(valid))).body.data).toEqual({ a: true, b: false, c: false })
  })
})

describe('a list', () => {
  const followers = async (ask: Ask, args: string) => {
    const page = 'totalCount list { username } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }'
    const { totalCount, list, pageInfo } = (await user(ask, `followers(${args}) { ${page} }`)).followers
    return { totalCount, names: list.map(({ username }: { username: string }) => username) as string[], ...pageInfo }
  }

  test('is paged to its end by the cursor, without duplicates', async () => {
    const ask = await as(await dlive())
    const names: string[] = []
    let after = ''
    const cursors: string[] = []
    for (;;) {
      const page = await followers(ask, `first: 10${after && `, after: "${after}"`}`)
      names.push(...page.names)
      cursors.push(page.endCursor)
      if (!page.hasNextPage) break
      after = page.endCursor
    }
    expect(cursors).toEqual(['9', '19', '24'])
    expect([names.length, new Set(names).size]).toEqual([25, 25])
    expect([names[0], names.at(-1)]).toEqual(['fan24', 'bob'])
  })

  test.each(['', 'after: null', 'after: "-1"', 'after: "nonsense"', 'after: "-7"', 'after: ""', 'after: "1e3"'])(
    'starts at the beginning with (%s), with 20 items',
    async (args) => {
      const ask = await as(await dlive())
      const page = await followers(ask, args || 'sortedBy: NEW')
      expect(page).toMatchObject({
        totalCount: 25,
        startCursor: '0',
        endCursor: '19',
        hasNextPage: true,
        hasPreviousPage: false,
      })
      expect(page.names).toHaveLength(20)
    },
  )

  test('is empty after its end, and says so', async () => {
    const ask = await as(await dlive())
    expect(await followers(ask, 'after: "24"')).toMatchObject({ names: [], hasNextPage: false, hasPreviousPage: true })
    for (const after of ['25', '5000', '9'.repeat(20), '9'.repeat(400)]) {
      expect(await followers(ask, `after: "${after}"`)).toMatchObject({
        names: [],
        endCursor: '24',
        hasNextPage: false,
      })
    }
    expect(await followers(ask, 'after: "23"')).toMatchObject({ names: ['bob'], startCursor: '24', endCursor: '24' })
  })

  test('of 0 items is the count only, and a too large one is cut', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    expect(await followers(ask, 'first: 0')).toMatchObject({
      totalCount: 25,
      names: [],
      endCursor: '-1',
      hasNextPage: true,
    })
    expect(await followers(ask, 'first: -3')).toMatchObject({ names: [] })
    for (let n = 0; n < 90; n++) {
      await mock.dlive.addAccount({ username: `extra${n}` })
      await mock.dlive.follow({ streamer: 'alice', from: `extra${n}` })
    }
    expect((await followers(ask, 'first: 1000')).names).toHaveLength(100)
  })

  test('of followers is sorted as requested, and searched', async () => {
    const ask = await as(await dlive())
    const first = async (order: string) => (await followers(ask, `first: 2, sortedBy: ${order}`)).names
    expect(await first('NEW')).toEqual(['fan24', 'fan23'])
    expect(await first('OLD')).toEqual(['bob', 'fan01'])
    expect(await first('AZ')).toEqual(['bob', 'fan01'])
    expect(await first('ZA')).toEqual(['fan24', 'fan23'])
    const found = await user(ask, 'followersByKeyword(keyword: "FAN1", first: 3) { totalCount list { username } }')
    expect(found.followersByKeyword).toMatchObject({ totalCount: 10 })
    expect(
      (await user(ask, 'followingByKeyword(keyword: "ali") { list { username } }', 'bob')).followingByKeyword,
    ).toEqual({
      list: [{ username: 'alice' }],
    })
  })
})

describe('following', () => {
  test('works once, can be undone, and is visible from both sides', async () => {
    const mock = await dlive()
    const carol = await as(mock, 'carol')
    const seen = async () => {
      const { isFollowing, followers } = await user(carol, 'isFollowing followers(first: 0) { totalCount }')
      return [isFollowing, followers.totalCount]
    }
    expect(await seen()).toEqual([false, 25])
    await mutate(carol, 'follow', 'streamer: "alice"')
    await mutate(carol, 'follow', 'streamer: "alice"')
    expect(await seen()).toEqual([true, 26])
    expect((await carol('{ me { following { list { username } } } }')).body.data.me.following.list).toEqual([
      { username: 'alice' },
    ])
    await mutate(carol, 'unfollow', 'streamer: "alice"')
    expect(await seen()).toEqual([false, 25])
  })

  test('oneself or an unknown user is refused', async () => {
    const ask = await as(await dlive())
    expect(await codeOf(ask, 'follow', 'streamer: "alice"')).toBe(1005)
    expect(await codeOf(ask, 'follow', 'streamer: "Bob"')).toBe(1001)
    expect(await codeOf(ask, 'unfollow', 'streamer: "Bob"')).toBe(1001)
  })

  test('has a switch for notifications', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    const settings = async () =>
      (await bob('{ followeesNotificationSetting(followees: ["alice", "carol"]) { followee enabled } }')).body.data
        .followeesNotificationSetting
    expect(await settings()).toEqual([{ followee: 'alice', enabled: true }])
    await mutate(bob, 'updateFolloweeNotificationSetting', 'followee: "alice", enabled: false')
    expect(await settings()).toEqual([{ followee: 'alice', enabled: false }])
    expect(await codeOf(bob, 'updateFolloweeNotificationSetting', 'followee: "carol", enabled: true')).toBe(1003)
  })

  test('shows live users first', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    await mutate(bob, 'follow', 'streamer: "carol"')
    await mock.dlive.publish({ username: 'carol' })
    const query =
      '{ me { private { followeeFeed { list { username } } } } livestreamsFollowing { list { creator { username } } } }'
    expect((await bob(query)).body.data).toEqual({
      me: { private: { followeeFeed: { list: [{ username: 'carol' }, { username: 'alice' }] } } },
      livestreamsFollowing: { list: [{ creator: { username: 'carol' } }] },
    })
  })
})

test('subscriptions are visible from both sides, and the subscribers’ benefits can be set', async () => {
  const mock = await dlive()
  const [alice, bob] = [await as(mock), await as(mock, 'bob')]
  const setting = { badgeText: 'A', badgeColor: '#fff', textColor: '#000', benefits: ['x'], streakTextColor: null }
  await mutate(
    alice,
    'subSettingSet',
    'subSetting: { badgeText: "A", badgeColor: "#fff", textColor: "#000", benefits: ["x"] }',
  )
  expect(
    (await user(bob, 'subSetting { badgeText badgeColor textColor benefits streakTextColor }')).subSetting,
  ).toEqual(setting)
  expect(await user(bob, 'isSubscribing mySubscription { month status streamer { username } }')).toEqual({
    isSubscribing: true,
    mySubscription: { month: 3, status: 'active', streamer: { username: 'alice' } },
  })
  await mock.dlive.subscribe({ streamer: 'alice', from: 'carol', month: 2 })
  const subscribers =
    '{ me { private { subscribers { totalCount list { month subscriber { username } } } subscribing { totalCount } } } }'
  expect((await alice(subscribers)).body.data.me.private).toEqual({
    subscribers: {
      totalCount: 2,
      list: [
        { month: 3, subscriber: { username: 'bob' } },
        { month: 2, subscriber: { username: 'carol' } },
      ],
    },
    subscribing: { totalCount: 0 },
  })
})
