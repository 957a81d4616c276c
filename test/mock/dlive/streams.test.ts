import { describe, expect, test } from 'vitest'
import { as, codeOf, dlive, mutate, user, type Ask } from './caller.js'

describe('a stream', () => {
  test('exists while it is live, with the data of the template and the encoder', async () => {
    const mock = await dlive()
    const ask = await as(mock, 'bob')
    expect(await user(ask, 'livestream { id }')).toEqual({ livestream: null })
    const { permlink } = await mock.dlive.publish({
      username: 'alice',
      title: 'Hello',
      category: 4504,
      watchingCount: 7,
    })
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
    await mock.dlive.unpublish({ username: 'alice' })
    expect(await user(ask, 'livestream { id }')).toEqual({ livestream: null })
  })

  test('is visible some time after the event, if the policy says so', async () => {
    const mock = await dlive({ liveDelay: '15s' })
    const ask = await as(mock)
    await mock.dlive.publish({ username: 'alice' })
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
    const { permlink } = await mock.dlive.publish({ username: 'alice', title: 'Today' })
    await mock.clock.advance('1h')
    await mock.dlive.unpublish({ username: 'alice' })
    expect((await past())[0]).toEqual({ permlink, title: 'Today', length: '3600', viewCount: '0' })
    expect((await user(ask, 'lastStreamedAt')).lastStreamedAt).toBe(String(mock.clock.now()))
    expect(
      (await ask(`{ pastBroadcast(permlink: "${permlink}") { title creator { username } } }`)).body.data.pastBroadcast,
    ).toEqual({
      title: 'Today',
      creator: { username: 'alice' },
    })
    await mutate(ask, 'streamTemplateSet', template('saveReplay: false'))
    await mock.dlive.publish({ username: 'alice' })
    await mock.dlive.unpublish({ username: 'alice' })
    expect(await past()).toHaveLength(2)
  })

  test('is kept for 7 days, 25 for a verified partner', async () => {
    const mock = await dlive()
    const count = async (username: string) => {
      const ask = await as(mock, username)
      return (await ask('{ me { pastBroadcasts { totalCount } } }')).body.data.me.pastBroadcasts.totalCount
    }
    await mock.dlive.publish({ username: 'bob' })
    await mock.dlive.unpublish({ username: 'bob' })
    await mock.clock.advance(7 * 86_400_000 - 1)
    expect(await count('bob')).toBe(1)
    await mock.clock.advance(1)
    expect([await count('bob'), await count('alice')]).toEqual([0, 1])
    await mock.clock.advance('17d')
    expect(await count('alice')).toBe(0)
  })

  test('cannot start twice, nor stop when it is offline', async () => {
    const mock = await dlive()
    await expect(mock.dlive.unpublish({ username: 'alice' })).rejects.toThrow('alice is not on air: publish first.')
    await mock.dlive.publish({ username: 'alice' })
    await expect(mock.dlive.publish({ username: 'alice' })).rejects.toThrow('alice is already on air: unpublish first.')
    await expect(mock.dlive.publish({ username: 'Alice' })).rejects.toThrow(
      /no account 'Alice'; the accounts are alice, bob, carol, chatbot/,
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

  test('can be written and read, and omitted fields stay', async () => {
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

  test('accepts any category, because most of DLive’s ids are unknown', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    expect(await codeOf(ask, 'streamTemplateSet', template().replace('4504', '11420'))).toBeNull()
    expect((await read(ask)).private.streamTemplate.category).toEqual({ backendID: 11420 })
    await mock.dlive.publish({ username: 'alice' })
    await mock.dlive.publish({ username: 'bob', category: 11420 })
    const query =
      '{ category(id: 11420) { id livestreams(opt: { showNSFW: true }) { list { creator { username } } } } }'
    expect((await ask(query)).body.data.category).toEqual({
      id: 'category:11420',
      livestreams: { list: [{ creator: { username: 'alice' } }, { creator: { username: 'bob' } }] },
    })
  })

  test('without a category, or with a language that no client knows, is refused as a guess, and nothing changes', async () => {
    const ask = await as(await dlive())
    const before = await read(ask)
    for (const [from, to] of [
      ['4504', '0'],
      ['languageID: 9', 'languageID: 21'],
    ] as const) {
      const { err } = await mutate(ask, 'streamTemplateSet', template().replace(from, to))
      expect(err).toEqual({ code: 1004, message: expect.stringContaining('(inferred)') })
    }
    expect(await read(ask)).toEqual(before)
  })

  test('changes the running stream', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    const { permlink } = await mock.dlive.publish({ username: 'alice' })
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
    expect(await mock.dlive.streamKey({ username: 'alice' })).toBe(old)
    const { key, url } = await mutate(ask, 'streamKeyGenerate', '', 'key url')
    expect([key === old, url]).toEqual([false, 'rtmp://stream.dlive.tv/live'])
    expect([await read(), await mock.dlive.streamKey({ username: 'alice' })]).toEqual([key, key])
    expect(await codeOf(ask, 'streamKeyGenerate', 'recaptchaToken: "x"')).toBeNull()
  })

  test('is visible to its owner only', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    expect(await user(bob, 'private { streamKey { key } }')).toEqual({ private: null })
    expect(mock.dlive.streamKey({ username: 'bob' })).not.toBe(await mock.dlive.streamKey({ username: 'alice' }))
  })
})

describe('finding a stream', () => {
  test('works by category, language, age and order', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await mutate(ask, 'streamTemplateSet', template())
    await mock.dlive.publish({ username: 'alice', watchingCount: 1 })
    await mock.clock.advance(1)
    await mock.dlive.publish({ username: 'bob', watchingCount: 5, category: 1 })
    await mock.clock.advance(1)
    await mock.dlive.publish({ username: 'carol', watchingCount: 3, category: 4504 })
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

  test('works by text as well, as for people and categories', async () => {
    const mock = await dlive()
    const ask = await as(mock)
    await mock.dlive.publish({ username: 'bob', title: 'Rust at night', category: 4504 })
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

  test('there are 20 languages, two of them Portuguese', async () => {
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
  test('shows another’s stream while it is live; whether it must be live before is unknown', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    const hosted = async () => (await user(bob, 'hostingLivestream { creator { username } }', 'bob')).hostingLivestream
    expect(await mutate(bob, 'hostSet', 'username: "alice"', 'livestream { id }')).toEqual({
      err: null,
      livestream: null,
    })
    await mock.dlive.publish({ username: 'alice' })
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
