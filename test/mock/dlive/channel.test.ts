import { describe, expect, test } from 'vitest'
import type { MockOptions } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { as, codeOf, mutate, problems, tokenOf, type Ask } from './caller.js'

type Policy = NonNullable<NonNullable<MockOptions['policy']>['dlive']>

const dlive = (policy: Policy = {}) => testMock({ providers: ['dlive'], policy: { dlive: policy } })

/** Fields of a user, as somebody sees them. */
const user = async (ask: Ask, fields: string, username = 'alice') =>
  (await ask(`{ user(username: "${username}") { ${fields} } }`)).body.data.user

describe('people', () => {
  test('are found by username, and by display name in whatever case; nobody is null', async () => {
    const ask = await as(await dlive())
    const query = `{
      a: user(username: "bob") { id displayname } b: user(username: "Bob") { id } c: user(username: "nobody") { id }
      d: userByDisplayName(displayname: "Bob") { username } e: userByDisplayName(displayname: "bOB") { username }
      f: userByDisplayName(displayname: "nobody") { username }
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
    mock.dlive.rename('bob', 'Bobby')
    expect(await user(ask, 'displayname', 'bob')).toEqual({ displayname: 'Bobby' })
  })

  test('change it once a month, to what is free and well-formed', async () => {
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

  test('is walked to its end by the cursor, and nobody comes twice', async () => {
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

  test.each(['', 'after: null', 'after: "-1"', 'after: "nonsense"', 'after: "-7"', 'after: ""'])(
    'begins at the beginning with (%s), with 20 items',
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
    expect(await followers(ask, 'after: "5000"')).toMatchObject({ names: [], hasNextPage: false })
    expect(await followers(ask, 'after: "23"')).toMatchObject({ names: ['bob'], startCursor: '24', endCursor: '24' })
  })

  test('of none is the count alone, and one of too many is cut', async () => {
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
      mock.dlive.addAccount(`extra${n}`)
      await mock.dlive.follow('alice', { from: `extra${n}` })
    }
    expect((await followers(ask, 'first: 1000')).names).toHaveLength(100)
  })

  test('of followers is ordered as asked, and searched', async () => {
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
  test('is done once, undone, and seen from both sides', async () => {
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

  test('oneself is refused, as is nobody', async () => {
    const ask = await as(await dlive())
    expect(await codeOf(ask, 'follow', 'streamer: "alice"')).toBe(1005)
    expect(await codeOf(ask, 'follow', 'streamer: "Bob"')).toBe(1001)
    expect(await codeOf(ask, 'unfollow', 'streamer: "Bob"')).toBe(1001)
  })

  test('has a switch for being told', async () => {
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

  test('shows who is live first', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    await mutate(bob, 'follow', 'streamer: "carol"')
    await mock.dlive.goLive('carol')
    const query =
      '{ me { private { followeeFeed { list { username } } } } livestreamsFollowing { list { creator { username } } } }'
    expect((await bob(query)).body.data).toEqual({
      me: { private: { followeeFeed: { list: [{ username: 'carol' }, { username: 'alice' }] } } },
      livestreamsFollowing: { list: [{ creator: { username: 'carol' } }] },
    })
  })
})

describe('a stream', () => {
  test('is there while it is live, as the template and the encoder have it', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    expect(await user(ask, 'livestream { id }')).toEqual({ livestream: null })
    const { permlink } = await mock.dlive.goLive('alice', { title: 'Hello', category: 4504, watchingCount: 7 })
    expect(permlink).toMatch(/^alice\+[A-Za-z0-9]{9}$/)
    expect(
      (
        await user(
          ask,
          'livestream { id permlink title createdAt watchingCount category { id backendID title } language { code } creator { username } totalReward }',
        )
      ).livestream,
    ).toEqual({
      id: `livestream:${permlink}`,
      permlink,
      title: 'Hello',
      createdAt: String(mock.clock.now()),
      watchingCount: 7,
      category: { id: 'category:4504', backendID: 4504, title: 'Rust' },
      language: { code: 'en' },
      creator: { username: 'alice' },
      totalReward: '0',
    })
    await mock.dlive.goOffline('alice')
    expect(await user(ask, 'livestream { id }')).toEqual({ livestream: null })
  })

  test('is seen some time after the event, where the policy says so', async () => {
    const mock = await dlive({ liveDelay: '15s' })
    const ask = await as(mock)
    await mock.dlive.goLive('alice')
    const isLive = async () => {
      const { body } = await ask('{ me { livestream { id } } livestreams { list { id } } }')
      return [body.data.me.livestream !== null, body.data.livestreams.list.length]
    }
    await mock.clock.advance(14_999)
    expect(await isLive()).toEqual([false, 0])
    await mock.clock.advance(1)
    expect(await isLive()).toEqual([true, 1])
  })

  test('becomes a past broadcast, unless the template keeps none', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    const past = async () => {
      const { list } = (await user(ask, 'lastStreamedAt pastBroadcasts { list { permlink title length viewCount } }'))
        .pastBroadcasts
      return list as { permlink: string; title: string; length: string }[]
    }
    expect((await past()).map(({ title }) => title)).toEqual(['Yesterday’s stream'])
    const { permlink } = await mock.dlive.goLive('alice', { title: 'Today' })
    await mock.clock.advance('1h')
    await mock.dlive.goOffline('alice')
    expect((await past())[0]).toEqual({ permlink, title: 'Today', length: '3600', viewCount: '0' })
    expect((await user(ask, 'lastStreamedAt')).lastStreamedAt).toBe(String(mock.clock.now()))
    expect(
      (await ask(`{ pastBroadcast(permlink: "${permlink}") { title creator { username } } }`)).body.data.pastBroadcast,
    ).toEqual({
      title: 'Today',
      creator: { username: 'alice' },
    })
    await mutate(ask, 'streamTemplateSet', template('saveReplay: false'))
    await mock.dlive.goLive('alice')
    await mock.dlive.goOffline('alice')
    expect(await past()).toHaveLength(2)
  })

  test('is kept for 7 days, 25 for a verified partner', async () => {
    const mock = await dlive()
    const count = async (username: string) => {
      const ask = await as(mock, username)
      return (await ask('{ me { pastBroadcasts { totalCount } } }')).body.data.me.pastBroadcasts.totalCount
    }
    await mock.dlive.goLive('bob')
    await mock.dlive.goOffline('bob')
    await mock.clock.advance(7 * 86_400_000 - 1)
    expect(await count('bob')).toBe(1)
    await mock.clock.advance(1)
    expect([await count('bob'), await count('alice')]).toEqual([0, 1])
    await mock.clock.advance('17d')
    expect(await count('alice')).toBe(0)
  })

  test('cannot go live twice, nor offline when it is not live', async () => {
    const mock = await dlive()
    await expect(mock.dlive.goOffline('alice')).rejects.toThrow('alice is not live: goLive first.')
    await mock.dlive.goLive('alice')
    await expect(mock.dlive.goLive('alice')).rejects.toThrow('alice is live already: goOffline first.')
    await expect(mock.dlive.goLive('Alice')).rejects.toThrow(
      /no account 'Alice'; the accounts are alice, bob, carol, chatbot/,
    )
    await expect(mock.dlive.goLive('bob', { category: 9 })).rejects.toThrow(
      /no category 9; the categories are 4504 \(Rust\)/,
    )
  })
})

const template = (more = '') =>
  `template: { title: "New", ageRestriction: true, earnRestriction: false, thumbnailUrl: "https://x.test/y.png", disableAlert: true, categoryID: 4504, languageID: 9, ${more} }`

describe('the stream template', () => {
  const read = async (ask: Ask) =>
    (
      await ask(
        '{ me { offlineImage private { streamTemplate { title ageRestriction saveReplay category { backendID } language { code } } } } }',
      )
    ).body.data.me

  test('is written and read back, and what was left out stays', async () => {
    const ask = await as(await dlive())
    await mutate(ask, 'streamTemplateSet', template('saveReplay: false, offlineImage: "https://x.test/off.png"'))
    const written = {
      offlineImage: 'https://x.test/off.png',
      private: {
        streamTemplate: {
          title: 'New',
          ageRestriction: true,
          saveReplay: false,
          category: { backendID: 4504 },
          language: { code: 'fr' },
        },
      },
    }
    expect(await read(ask)).toEqual(written)
    await mutate(ask, 'streamTemplateSet', template())
    expect(await read(ask)).toEqual(written)
  })

  test('of a category or a language that does not exist is refused, and nothing changes', async () => {
    const ask = await as(await dlive())
    const before = await read(ask)
    expect(await codeOf(ask, 'streamTemplateSet', template().replace('4504', '4505'))).toBe(1004)
    expect(await codeOf(ask, 'streamTemplateSet', template().replace('languageID: 9', 'languageID: 21'))).toBe(1004)
    expect(await read(ask)).toEqual(before)
  })

  test('changes the stream that is under way', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    const { permlink } = await mock.dlive.goLive('alice')
    await mutate(ask, 'streamTemplateSet', template())
    expect((await user(ask, 'livestream { title permlink ageRestriction }')).livestream).toEqual({
      title: 'New',
      permlink,
      ageRestriction: true,
    })
  })
})

describe('the stream key', () => {
  test('is replaced by a new one, here and for the encoder', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    const read = async () =>
      (await ask('{ me { private { streamKey { key } } } }')).body.data.me.private.streamKey.key as string
    const old = await read()
    expect(mock.dlive.streamKey('alice')).toBe(old)
    const { key, url } = await mutate(ask, 'streamKeyGenerate', '', 'key url')
    expect([key === old, url]).toEqual([false, 'rtmp://stream.dlive.tv/live'])
    expect([await read(), mock.dlive.streamKey('alice')]).toEqual([key, key])
    expect(await codeOf(ask, 'streamKeyGenerate', 'recaptchaToken: "x"')).toBeNull()
  })

  test('is nobody else’s business', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    expect(await user(bob, 'private { streamKey { key } }')).toEqual({ private: null })
    expect(mock.dlive.streamKey('bob')).not.toBe(mock.dlive.streamKey('alice'))
  })
})

describe('finding a stream', () => {
  test('goes by category, language, age and order', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await mutate(ask, 'streamTemplateSet', template())
    await mock.dlive.goLive('alice', { watchingCount: 1 })
    await mock.clock.advance(1)
    await mock.dlive.goLive('bob', { watchingCount: 5, category: 1 })
    await mock.clock.advance(1)
    await mock.dlive.goLive('carol', { watchingCount: 3, category: 4504 })
    const live = async (input: string) =>
      (
        await ask(`{ livestreams(input: { ${input} }) { list { creator { username } } } }`)
      ).body.data.livestreams.list.map(({ creator }: { creator: { username: string } }) => creator.username) as string[]
    expect(await live('first: 10')).toEqual(['bob', 'carol'])
    expect(await live('showNSFW: true')).toEqual(['bob', 'carol', 'alice'])
    expect(await live('showMatureContent: true, order: NEW')).toEqual(['carol', 'bob', 'alice'])
    expect(await live('categoryID: 4504, languageID: 0')).toEqual(['carol'])
    expect(await live('categoryID: 4504, languageID: 9, showNSFW: true')).toEqual(['alice'])
    expect(await live('first: 1, after: "0"')).toEqual(['carol'])
    const { data } = (
      await ask(
        '{ category(id: 4504) { watchingCount livestreams(opt: { showNSFW: true }) { list { id } } } a: category(id: 5) { id } categories { list { title watchingCount } } globalInfo { recommendChannels(limit: 1) { user { username } } } }',
      )
    ).body
    expect(data.category).toMatchObject({ watchingCount: 4 })
    expect(data.category.livestreams.list).toHaveLength(2)
    expect(data.a).toBeNull()
    expect(data.categories.list[0]).toEqual({ title: 'Talk', watchingCount: 5 })
    expect(data.globalInfo.recommendChannels).toEqual([{ user: { username: 'bob' } }])
  })

  test('goes by text as well, as does finding people and categories', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await mock.dlive.goLive('bob', { title: 'Rust at night', category: 4504 })
    const query = `{
      search(text: "RUST") { livestreams { list { title } } categories { list { title } } liveCategories { list { title } } allUsers { totalCount } }
      people: search(text: "ali") { users { list { username } } allUsers { list { username } } }
      fan: search(text: "fan01") { users { totalCount } allUsers { totalCount } }
    }`
    expect((await ask(query)).body.data).toEqual({
      search: {
        livestreams: { list: [{ title: 'Rust at night' }] },
        categories: { list: [{ title: 'Rust' }] },
        liveCategories: { list: [{ title: 'Rust' }] },
        allUsers: { totalCount: 0 },
      },
      people: { users: { list: [{ username: 'alice' }] }, allUsers: { list: [{ username: 'alice' }] } },
      fan: { users: { totalCount: 0 }, allUsers: { totalCount: 1 } },
    })
  })

  test('there are 20 languages, of which two are Portuguese', async () => {
    const ask = await as(await dlive())
    const { languages } = (await ask('{ languages { id backendID language code } }')).body.data
    expect(languages).toHaveLength(20)
    expect(languages[0]).toEqual({ id: 'language:1', backendID: 1, language: 'English', code: 'en' })
    expect(
      languages
        .filter(({ code }: { code: string }) => code === 'pt')
        .map((one: { backendID: number }) => one.backendID),
    ).toEqual([16, 20])
  })
})

describe('hosting', () => {
  test('shows another’s stream while it is live', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    const hosted = async () => (await user(bob, 'hostingLivestream { creator { username } }', 'bob')).hostingLivestream
    expect(await codeOf(bob, 'hostSet', 'username: "alice"')).toBe(3001)
    await mock.dlive.goLive('alice')
    expect(await codeOf(bob, 'hostSet', 'username: "bob"')).toBe(1005)
    expect(
      (await mutate(bob, 'hostSet', 'username: "alice"', 'livestream { creator { username } }')).livestream,
    ).toEqual({
      creator: { username: 'alice' },
    })
    expect(await hosted()).toEqual({ creator: { username: 'alice' } })
    expect(await codeOf(bob, 'hostDelete', 'username: "carol"')).toBe(1003)
    expect(await codeOf(bob, 'hostDelete', 'username: "alice"')).toBeNull()
    expect(await hosted()).toBeNull()
  })
})

test('panels are added, filled, ordered and deleted', async () => {
  const ask = await as(await dlive())
  const ids = async () =>
    (await user(ask, 'panels { id title }')).panels.map(({ id }: { id: number }) => id) as number[]
  const one = (await mutate(ask, 'panelAdd', 'input: { type: DEFAULT }', 'panel { id type title body }')).panel
  expect(one).toEqual({ id: 1, type: 'DEFAULT', title: '', body: '' })
  await mutate(ask, 'panelAdd', 'input: { type: DEFAULT }')
  const fields = 'title: "About", imageURL: "", imageLinkURL: "", body: "Me"'
  expect((await mutate(ask, 'panelUpdate', `input: { id: 2, ${fields} }`, 'panel { id title body }')).panel).toEqual({
    id: 2,
    title: 'About',
    body: 'Me',
  })
  expect(await codeOf(ask, 'panelUpdate', `input: { id: 9, ${fields} }`)).toBe(1003)
  for (const wrong of ['[2]', '[1, 1]', '[1, 2, 3]'])
    expect(await codeOf(ask, 'panelOrder', `input: { ids: ${wrong} }`)).toBe(1004)
  await mutate(ask, 'panelOrder', 'input: { ids: [2, 1] }')
  expect(await ids()).toEqual([2, 1])
  await mutate(ask, 'panelDelete', 'input: { id: 2 }')
  expect(await ids()).toEqual([1])
  expect(await codeOf(ask, 'panelDelete', 'input: { id: 2 }')).toBe(1003)
})

test('emotes are brought along, kept from others, used up by name, and deleted', async () => {
  const mock = await dlive()
  const [alice, bob] = [await as(mock), await as(mock, 'bob')]
  const add = (name: string, level = 'CHANNEL_LEVEL') =>
    `input: { type: EMOTE, level: ${level}, mimeType: "png", url: "https://x.test/e.png", name: "${name}" }`
  const { emote } = await mutate(alice, 'addEmote', add('cheer'), 'emote { name username level sourceURL }')
  expect(emote).toEqual({ name: 'cheer', username: 'alice', level: 'CHANNEL_LEVEL', sourceURL: 'https://x.test/e.png' })
  expect(await codeOf(bob, 'addEmote', add('cheer'))).toBe(1004)
  expect(await codeOf(bob, 'addEmote', add('fresh', 'GLOBAL_LEVEL'))).toBe(6501)
  const valid =
    '{ a: emoteNameIsValid(name: "cheer") b: emoteNameIsValid(name: "fresh") c: emoteNameIsValid(name: "a b") emoteByName(name: "cheer") { emote { name } creator { username } } }'
  expect((await bob(valid)).body.data).toEqual({
    a: false,
    b: true,
    c: false,
    emoteByName: { emote: { name: 'cheer' }, creator: { username: 'alice' } },
  })
  const keep = (name: string) =>
    `input: { type: EMOTE, level: CHANNEL_LEVEL, myLevel: USER_LEVEL, name: "${name}", streamer: "alice" }`
  expect(await codeOf(bob, 'saveEmote', keep('other'))).toBe(1003)
  expect(await codeOf(bob, 'saveEmote', keep('cheer'))).toBeNull()
  const mine = async () =>
    (await bob('{ me { emote { mine { totalCount list { name } } global { totalCount } } } }')).body.data.me.emote
  expect(await mine()).toEqual({ mine: { totalCount: 1, list: [{ name: 'cheer' }] }, global: { totalCount: 2 } })
  const drop = 'input: { type: EMOTE, level: USER_LEVEL, name: "cheer" }'
  expect(await codeOf(bob, 'deleteEmote', drop)).toBeNull()
  expect(await codeOf(bob, 'deleteEmote', drop)).toBe(1003)
  expect(await mine()).toMatchObject({ mine: { totalCount: 0 } })
})

test('subscriptions are seen from both sides, and what subscribers get is set', async () => {
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
  await mock.dlive.subscribe('alice', { from: 'carol', month: 2 })
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

test('gifts are counted in coins, which are more than a double can hold', async () => {
  const mock = await dlive()
  const ask = await as(mock)
  await mock.dlive.goLive('alice')
  await mock.dlive.gift('alice', { from: 'bob', gift: 'NINJET', amount: 12_345_678 })
  await mock.dlive.gift('alice', { from: 'carol', gift: 'LEMON', amount: 3, message: 'For you' })
  await mock.dlive.gift('alice', { from: 'bob', gift: 'LEMON' })
  const { topContributions, livestream, recentDonations, chats } = await user(
    ask,
    'topContributions { list { amount contributor { username } } } livestream { totalReward } recentDonations(limit: 1) { count type user { username } } chats { ... on ChatGift { gift amount message } }',
  )
  expect(topContributions.list).toEqual([
    { amount: '12345678000100000', contributor: { username: 'bob' } },
    { amount: '300000', contributor: { username: 'carol' } },
  ])
  expect(livestream.totalReward).toBe('12345678000400000')
  expect(recentDonations).toEqual([{ count: 1, type: 'LEMON', user: { username: 'bob' } }])
  expect(chats[1]).toEqual({ gift: 'LEMON', amount: '3', message: 'For you' })
})

test('comments are written below past broadcasts, and voted on', async () => {
  const mock = await dlive()
  const [alice, bob] = [await as(mock), await as(mock, 'bob')]
  const { permlink } = (await user(bob, 'pastBroadcasts { list { permlink } }')).pastBroadcasts.list[0]
  const comment = (content: string, below = permlink) => `permlink: "${below}", content: "${content}"`
  expect(await codeOf(bob, 'comment', comment('x', 'nowhere'))).toBe(1003)
  expect(await codeOf(bob, 'comment', comment(' '))).toBe(6001)
  const made = (await mutate(bob, 'comment', comment('Nice'), 'comment { permlink content author { username } }'))
    .comment
  expect(made).toMatchObject({ content: 'Nice', author: { username: 'bob' } })
  const votes = async () =>
    (await alice(`{ comments(permlink: "${permlink}") { totalCount list { upvotes downvotes myVote } } }`)).body.data
      .comments
  const vote = (action: string) => mutate(alice, 'commentVote', `permlink: "${made.permlink}", action: ${action}`)
  await vote('Up')
  expect(await votes()).toEqual({ totalCount: 1, list: [{ upvotes: 1, downvotes: 0, myVote: 'Upvote' }] })
  await vote('Down')
  expect(await votes()).toEqual({ totalCount: 1, list: [{ upvotes: 0, downvotes: 1, myVote: 'Downvote' }] })
  await vote('Clear')
  expect(await votes()).toEqual({ totalCount: 1, list: [{ upvotes: 0, downvotes: 0, myVote: 'None' }] })
  expect(await codeOf(alice, 'commentVote', 'permlink: "nowhere", action: Up')).toBe(1003)
})

describe('a chest', () => {
  const chest = async (
    ask: Ask,
    fields = 'value state ongoingGiveaway { pricePool closeAt durationInSeconds claimed }',
  ) => (await user(ask, `treasureChest { ${fields} }`)).treasureChest

  test('fills, is given away in equal parts to those who claim one, and begins anew', async () => {
    const mock = await dlive()
    const [alice, bob, carol, bot] = [
      await as(mock),
      await as(mock, 'bob'),
      await as(mock, 'carol'),
      await as(mock, 'chatbot'),
    ]
    expect(await codeOf(alice, 'giveawayStart')).toBe(5003)
    await mock.dlive.chest('alice', { value: '123456789012345678' })
    expect(await chest(bob)).toEqual({ value: '123456789012345678', state: 'COLLECTING', ongoingGiveaway: null })
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBe(5001)
    expect(await codeOf(alice, 'giveawayStart')).toBeNull()
    expect(await codeOf(alice, 'giveawayStart')).toBe(5002)
    expect(await chest(bob)).toEqual({
      value: '0',
      state: 'CLAIMING',
      ongoingGiveaway: {
        pricePool: '123456789012345678',
        closeAt: String(mock.clock.now() + 600_000),
        durationInSeconds: 600,
        claimed: false,
      },
    })
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBeNull()
    expect(await codeOf(bob, 'giveawayClaim', 'streamer: "alice"')).toBe(5004)
    expect(await codeOf(carol, 'giveawayClaim', 'streamer: "alice"')).toBeNull()
    expect(await codeOf(bot, 'giveawayClaim', 'streamer: "alice"')).toBe(5005)
    expect((await chest(bob)).ongoingGiveaway.claimed).toBe(true)
    await mock.clock.advance('10m')
    expect(
      await chest(
        bob,
        'state ongoingGiveaway { claimed } lastGiveawayRewards { value user { username } } myLastGiveawayReward { value }',
      ),
    ).toEqual({
      state: 'COLLECTING',
      ongoingGiveaway: null,
      lastGiveawayRewards: [
        { value: '61728394506172839', user: { username: 'bob' } },
        { value: '61728394506172839', user: { username: 'carol' } },
      ],
      myLastGiveawayReward: { value: '61728394506172839' },
    })
  })

  test('that was ended early is not ended again by the clock', async () => {
    const mock = await dlive()
    const alice = await as(mock)
    await mock.dlive.chest('alice', { value: '5000000' })
    await mock.dlive.chest('alice', { giveaway: 'start' })
    await mock.clock.advance('5m')
    await mock.dlive.chest('alice', { giveaway: 'end' })
    await mock.dlive.chest('alice', { value: '5000000' })
    await mock.dlive.chest('alice', { giveaway: 'start' })
    await mock.clock.advance('5m')
    expect((await chest(alice)).state).toBe('CLAIMING')
    await mock.clock.advance('5m')
    expect((await chest(alice)).state).toBe('COLLECTING')
    await expect(mock.dlive.chest('alice', { giveaway: 'end' })).rejects.toThrow(/no giveaway/)
  })
})

describe('the mock', () => {
  const everything = `{ me { avatar createdAt private { streamKey { key } } pastBroadcasts { list { permlink } } chats { ... on ChatText { id createdAt } } followers { list { avatar createdAt } } } }`
  const story = async (seed: string) => {
    const mock = await testMock({ providers: ['dlive'], seed })
    const ask = await as(mock)
    await mock.dlive.goLive('alice')
    await mock.dlive.chat('alice', 'hi')
    return [mock.credentials('dlive'), (await ask(everything)).body]
  }

  test('is the same for the same seed, to the byte, and another for another', async () => {
    expect(await story('one')).toEqual(await story('one'))
    expect(await story('two')).not.toEqual(await story('one'))
  })

  test('forgets everything with a reset', async () => {
    const mock = await dlive()
    const before = (await (await as(mock))(everything)).body
    const ask = await as(mock)
    await mutate(ask, 'streamKeyGenerate')
    await mock.dlive.chat('alice', 'hi')
    await mock.dlive.goLive('bob')
    mock.reset()
    expect(problems(await ask('{ me { id } }'))).toEqual([': Require login'])
    expect((await (await as(mock))(everything)).body).toEqual(before)
    expect((await (await as(mock))('{ livestreams { list { id } } }')).body.data.livestreams.list).toEqual([])
  })

  test('takes no names twice', async () => {
    const mock = await dlive()
    expect(() => mock.dlive.addAccount('alice')).toThrow(/already/)
    expect(() => mock.dlive.addAccount('other', { displayname: 'ALICE' })).toThrow(/already/)
    mock.dlive.addAccount('dave', { displayname: 'Dave', bot: true })
    expect((await (await as(mock, 'dave'))('{ me { displayname role } }')).body.data.me).toEqual({
      displayname: 'Dave',
      role: 'Bot',
    })
  })

  test('kills the tokens of an account that is marked as a bot’s', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    mock.dlive.markAsBot('bob')
    expect(problems(await ask('{ me { role } }'))).toEqual([': Require login'])
    const { expiresAt } = await mock.grant('dlive', { account: 'bob' })
    expect(expiresAt).toBeNull()
    const lasting = await as(mock, 'bob')
    await mock.clock.advance('10y')
    expect((await lasting('{ me { role } }')).body.data.me.role).toBe('Bot')
  })

  test('lists applications, and approves them', async () => {
    const mock = await dlive()
    expect(mock.dlive.applications()).toEqual([])
    expect(() => mock.dlive.approveApplication('1')).toThrow(RangeError)
    expect(await tokenOf(mock)).not.toBe('')
  })
})
