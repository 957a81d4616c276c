import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { as, codeOf, mutate, say, sayCode, type Ask } from './caller.js'

const dlive = () => testMock({ providers: ['dlive'], policy: { dlive: { unlistedMutations: true } } })

/** A channel without slow mode, which would delay these tests. */
async function quick() {
  const mock = await dlive()
  const alice = await as(mock)
  await mutate(alice, 'chatIntervalSet', 'seconds: 0')
  return { mock, alice, bob: await as(mock, 'bob'), carol: await as(mock, 'carol'), bot: await as(mock, 'chatbot') }
}

const history = async (ask: Ask, args = '') => {
  const { body } = await ask(`{ user(username: "alice") { chats${args} { type ... on ChatText { id content } } } }`)
  return body.data.user.chats as { type: string; id?: string; content?: string }[]
}

describe('a sent message', () => {
  test('is returned as stored: a UUID, 19 digits of nanoseconds, and the sender’s real roles', async () => {
    const { mock, bob } = await quick()
    const said = await say(bob, 'Hello', { roomRole: 'Owner', subscribing: false, emojis: [0, 1] })
    expect(said).toMatchObject({
      __typename: 'ChatText',
      type: 'Message',
      content: 'Hello',
      emojis: [0, 1],
      subLength: 3,
      subscribing: true,
      role: 'None',
      roomRole: 'Member',
      sender: { username: 'bob', displayname: 'Bob' },
    })
    expect(said.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(said.createdAt).toMatch(/^\d{19}$/)
    expect(said.createdAt.slice(0, 13)).toBe(String(mock.clock.now()))
    expect(BigInt(said.createdAt)).not.toBe(BigInt(Number(said.createdAt)))
  })

  test('is later than earlier ones, in the same millisecond too', async () => {
    const { bob, carol } = await quick()
    const times = [await say(bob, 'one'), await say(carol, 'two'), await say(bob, 'three')].map(({ createdAt }) =>
      BigInt(createdAt),
    )
    expect(times[0]! < times[1]! && times[1]! < times[2]!).toBe(true)
  })

  test('by the owner, a moderator, a bot and a stranger shows their role', async () => {
    const { alice, bob, carol, bot } = await quick()
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    const shown = []
    for (const ask of [alice, bob, carol, bot]) {
      const { role, roomRole, subscribing } = await say(ask, 'hi')
      shown.push([role, roomRole, subscribing])
    }
    expect(shown).toEqual([
      ['None', 'Owner', false],
      ['None', 'Moderator', true],
      ['None', 'Member', false],
      ['Bot', 'Member', false],
    ])
  })

  test('can be read again, oldest first, the newest `count` of them', async () => {
    const { bob } = await quick()
    for (const text of ['one', 'two', 'three']) await say(bob, text)
    const contents = async (args = '') => (await history(bob, args)).map(({ content }) => content)
    expect(await contents()).toEqual(['one', 'two', 'three'])
    expect(await contents('(count: 2)')).toEqual(['two', 'three'])
    expect(await contents('(count: 0)')).toEqual([])
    expect(await contents('(count: -1)')).toEqual([])
  })

  test('is dropped after a while: at most 200 events are kept', async () => {
    const { mock, bob } = await quick()
    for (let n = 0; n < 205; n++) await mock.dlive.chat({ streamer: 'alice', text: String(n) })
    const kept = await history(bob, '(count: 300)')
    expect([kept.length, kept[0]!.content, kept.at(-1)!.content]).toEqual([200, '5', '204'])
  })

  test('needs a username: a display name is unknown', async () => {
    const { bob } = await quick()
    expect(await sayCode(bob, 'hi', 'Alice')).toBe(1001)
    expect(await sayCode(bob, 'hi', 'alice')).toBeNull()
  })
})

describe('a message', () => {
  test.each([
    ['nothing', '', 6001],
    ['blanks', ' \n\t ', 6001],
    ['140 characters', 'x'.repeat(140), null],
    ['141 characters', 'x'.repeat(141), 6002],
    ['140 characters of two code units each', '🍋'.repeat(140), null],
  ])('of %s is accepted, or not', async (_, text, code) => {
    const { bob } = await quick()
    expect(await sayCode(bob, text)).toBe(code)
  })

  test('of a bot can have 500 characters', async () => {
    const { bot } = await quick()
    expect(await sayCode(bot, 'x'.repeat(500))).toBeNull()
    expect(await sayCode(bot, 'x'.repeat(501))).toBe(6002)
  })

  test('that is refused says that the words are the mock’s, and is not stored', async () => {
    const { bob } = await quick()
    const { message } = await say(bob, '')
    expect(message).toMatch(/^onair mock: /)
    expect(await history(bob)).toEqual([])
  })
})

describe('slow mode', () => {
  test('is 2 seconds by default, to the millisecond', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    expect(await sayCode(bob, 'one')).toBeNull()
    await mock.clock.advance(1999)
    expect(await sayCode(bob, 'two')).toBe(6005)
    await mock.clock.advance(1)
    expect(await sayCode(bob, 'two')).toBeNull()
  })

  test('counts from the last accepted message, not from a refused one', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    await say(bob, 'one')
    await mock.clock.advance('1s')
    await say(bob, 'refused')
    await mock.clock.advance('1s')
    expect(await sayCode(bob, 'two')).toBeNull()
  })

  test('applies to each person and channel separately', async () => {
    const mock = await dlive()
    const bob = await as(mock, 'bob')
    await say(bob, 'one')
    expect(await sayCode(await as(mock, 'carol'), 'one')).toBeNull()
    expect(await sayCode(bob, 'one', 'carol')).toBeNull()
  })

  test('exempts bots, the owner and moderators', async () => {
    const mock = await dlive()
    const alice = await as(mock)
    await mutate(alice, 'chatIntervalSet', 'seconds: 120')
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    for (const account of ['chatbot', 'alice', 'bob']) {
      const ask = await as(mock, account)
      expect([await sayCode(ask, 'one'), await sayCode(ask, 'two')]).toEqual([null, null])
    }
  })

  test.each([
    [0, null],
    [120, null],
    [121, 6017],
    [-1, 6017],
  ])('of %i seconds is accepted, or not', async (seconds, code) => {
    const alice = await as(await dlive())
    expect(await codeOf(alice, 'chatIntervalSet', `seconds: ${seconds}`)).toBe(code)
    const { body } = await alice('{ me { chatInterval } }')
    expect(body.data.me.chatInterval).toBe(code === null ? seconds : 2)
  })
})

describe('who can chat:', () => {
  test('subscribers', async () => {
    const { alice, bob, carol, bot } = await quick()
    await mutate(alice, 'chatModeSet', 'chatMode: SUBONLY')
    expect([
      await sayCode(bob, 'x'),
      await sayCode(carol, 'x'),
      await sayCode(bot, 'x'),
      await sayCode(alice, 'x'),
    ]).toEqual([null, 6006, null, null])
    await mutate(alice, 'chatModeSet', 'chatMode: DEFAULT')
    expect(await sayCode(carol, 'x')).toBeNull()
  })

  test('followers, after they have followed for long enough: the only known code', async () => {
    const { mock, alice, bob, carol, bot } = await quick()
    await mutate(alice, 'chatModeSet', 'chatMode: FOLLOWONLY')
    expect([await sayCode(bob, 'x'), await sayCode(carol, 'x'), await sayCode(bot, 'x')]).toEqual([null, 6008, null])
    await mutate(carol, 'follow', 'streamer: "alice"')
    expect(await sayCode(carol, 'x')).toBeNull()
    const delays = [
      ['TEN_MIN', '10m'],
      ['ONE_HOUR', '50m'],
      ['ONE_DAY', '23h'],
    ] as const
    for (const [delay, more] of delays) {
      await mutate(alice, 'followChatDelaySet', `followChatDelay: ${delay}`)
      expect(await sayCode(carol, 'x')).toBe(6021)
      await mock.clock.advance(more)
      expect(await sayCode(carol, 'x')).toBeNull()
    }
  })

  test('modes are for partners only', async () => {
    const { bob } = await quick()
    expect(await codeOf(bob, 'chatModeSet', 'chatMode: SUBONLY')).toBe(2001)
    expect(await codeOf(bob, 'chatModeSet', 'chatMode: DEFAULT')).toBeNull()
  })

  test('users with a verified e-mail address', async () => {
    const { mock, alice, bob } = await quick()
    await mock.dlive.addAccount({ username: 'dave', verified: false })
    const dave = await as(mock, 'dave')
    expect(await sayCode(dave, 'x')).toBeNull()
    await mutate(alice, 'chatVerifiedOnlySet', 'verifiedOnly: true')
    expect([await sayCode(dave, 'x'), await sayCode(bob, 'x')]).toEqual([6009, null])
  })
})

describe('what is refused:', () => {
  test.each(['https://example.test', 'see www.example.test now', 'example.com', 'a.b.co/x?y'])(
    'links, such as %s, except from the owner',
    async (text) => {
      const { alice, bob, bot } = await quick()
      expect(await sayCode(bob, text)).toBeNull()
      await mutate(alice, 'chatLinkDisabledSet', 'disable: true')
      expect([await sayCode(bob, text), await sayCode(bot, text), await sayCode(alice, text)]).toEqual([
        6010,
        6010,
        null,
      ])
    },
  )

  test('not text that only resembles a link', async () => {
    const { alice, bob } = await quick()
    await mutate(alice, 'chatLinkDisabledSet', 'disable: true')
    for (const text of ['Well. Yes', '1.5 lemons', 'http is a protocol', 'e.g. this']) {
      expect([text, await sayCode(bob, text)]).toEqual([text, null])
    }
  })

  test('filtered words, in any case', async () => {
    const { alice, bob } = await quick()
    await mutate(alice, 'filterWordAdd', 'word: "Spoiler"')
    expect([await sayCode(bob, 'a SPOILER!'), await sayCode(alice, 'spoiler')]).toEqual([6011, null])
    expect((await alice('{ me { private { filterWords } } }')).body.data.me.private.filterWords).toEqual(['Spoiler'])
    await mutate(alice, 'filterWordDelete', 'word: "Spoiler"')
    expect(await sayCode(bob, 'a spoiler')).toBeNull()
    expect(await codeOf(alice, 'filterWordAdd', 'word: " "')).toBe(1004)
  })

  test('emotes that are banned or switched off', async () => {
    const { alice, bob } = await quick()
    const [mine, global] = [':emote/mine/bob/abc:', ':emote/global/dlive/wave:']
    const modes = (NoMineEmote: boolean, NoGlobalEmote: boolean, NoAllEmote: boolean) =>
      mutate(
        alice,
        'emoteModeSet',
        `emoteMode: { NoMineEmote: ${NoMineEmote}, NoGlobalEmote: ${NoGlobalEmote}, NoAllEmote: ${NoAllEmote} }`,
      )
    const both = async () => [await sayCode(bob, mine), await sayCode(bob, global)]
    expect(await both()).toEqual([null, null])
    await modes(true, false, false)
    expect(await both()).toEqual([6012, null])
    await modes(false, true, false)
    expect(await both()).toEqual([null, 6012])
    await modes(false, false, true)
    expect(await both()).toEqual([6012, 6012])
    await modes(false, false, false)
    await mutate(alice, 'emoteBan', `emoteStr: "${mine}", streamer: "alice"`)
    expect(await both()).toEqual([6012, null])
    await mutate(alice, 'emoteUnban', `emoteStr: "${mine}", streamer: "alice"`)
    await mutate(alice, 'emojiBan', 'emoteStr: "wave", streamer: "alice"')
    expect(await both()).toEqual([null, 6012])
    expect((await alice('{ me { chatBannedEmote chatBannedEmoji } }')).body.data.me).toEqual({
      chatBannedEmote: [],
      chatBannedEmoji: ['wave'],
    })
    await mutate(alice, 'emojiUnban', 'emoteStr: "wave", streamer: "alice"')
    expect(await both()).toEqual([null, null])
  })
})

describe('a channel’s ban', () => {
  test('silences users and bots until it is lifted', async () => {
    const { alice, bob, bot } = await quick()
    for (const [ask, username] of [
      [bob, 'bob'],
      [bot, 'chatbot'],
    ] as const) {
      await mutate(alice, 'streamchatUserBan', `streamer: "alice", username: "${username}"`)
      expect(await sayCode(ask, 'x')).toBe(6003)
      await mutate(alice, 'streamchatUserUnban', `streamer: "alice", username: "${username}"`)
      expect(await sayCode(ask, 'x')).toBeNull()
    }
  })

  test('applies to that channel only, and is listed there', async () => {
    const { alice, bob } = await quick()
    await mutate(alice, 'streamchatUserBan', 'streamer: "alice", username: "bob"')
    expect(await sayCode(bob, 'x', 'carol')).toBeNull()
    const list = async (search: string) =>
      (await alice(`{ me { chatBannedUsers(search: "${search}") { totalCount list { username } } } }`)).body.data.me
        .chatBannedUsers
    expect(await list('')).toEqual({ totalCount: 1, list: [{ username: 'bob' }] })
    expect(await list('BO')).toMatchObject({ totalCount: 1 })
    expect(await list('car')).toMatchObject({ totalCount: 0 })
  })

  test('prevents gifts as well', async () => {
    const { mock, alice, bob } = await quick()
    const { permlink } = await mock.dlive.publish({ username: 'alice' })
    const gift = `input: { permlink: "${permlink}", type: LEMON, count: 1 }`
    expect(await codeOf(bob, 'donate', gift)).toBeNull()
    await mutate(alice, 'streamchatUserBan', 'streamer: "alice", username: "bob"')
    expect(await codeOf(bob, 'donate', gift)).toBe(6003)
  })
})

test('a timeout silences for a number of minutes, and prevents gifts too', async () => {
  const { mock, alice, bob } = await quick()
  const { permlink } = await mock.dlive.publish({ username: 'alice' })
  await mutate(alice, 'userTimeoutSet', 'streamer: "alice", username: "bob", duration: 5')
  await mock.clock.advance(5 * 60_000 - 1)
  expect(await sayCode(bob, 'x')).toBe(6004)
  expect(await codeOf(bob, 'donate', `input: { permlink: "${permlink}", type: LEMON, count: 1 }`)).toBe(6004)
  await mock.clock.advance(1)
  expect(await sayCode(bob, 'x')).toBeNull()
  expect(await codeOf(alice, 'userTimeoutSet', 'streamer: "alice", username: "bob", duration: -1')).toBe(1004)
})

test('refusals have a fixed order: text, ban, timeout, slow mode, chat mode, e-mail, links, words', async () => {
  const mock = await dlive()
  const alice = await as(mock)
  await mock.dlive.addAccount({ username: 'dave', verified: false })
  const dave = await as(mock, 'dave')
  expect(await sayCode(dave, 'first')).toBeNull()
  const text = 'spoiler at https://example.test'
  for (const [field, args] of [
    ['filterWordAdd', 'word: "spoiler"'],
    ['chatLinkDisabledSet', 'disable: true'],
    ['chatVerifiedOnlySet', 'verifiedOnly: true'],
    ['chatModeSet', 'chatMode: SUBONLY'],
    ['userTimeoutSet', 'streamer: "alice", username: "dave", duration: 1'],
    ['streamchatUserBan', 'streamer: "alice", username: "dave"'],
  ] as const) {
    await mutate(alice, field, args)
  }
  expect(await sayCode(dave, 'x'.repeat(141))).toBe(6002)
  expect(await sayCode(dave, text)).toBe(6003)
  await mutate(alice, 'streamchatUserUnban', 'streamer: "alice", username: "dave"')
  expect(await sayCode(dave, text)).toBe(6004)
  await mutate(alice, 'userTimeoutSet', 'streamer: "alice", username: "dave", duration: 0')
  expect(await sayCode(dave, text)).toBe(6005)
  await mock.clock.advance('2s')
  expect(await sayCode(dave, text)).toBe(6006)
  await mutate(alice, 'chatModeSet', 'chatMode: DEFAULT')
  expect(await sayCode(dave, text)).toBe(6009)
  await mutate(alice, 'chatVerifiedOnlySet', 'verifiedOnly: false')
  expect(await sayCode(dave, text)).toBe(6010)
  await mutate(alice, 'chatLinkDisabledSet', 'disable: false')
  expect(await sayCode(dave, text)).toBe(6011)
  await mutate(alice, 'filterWordDelete', 'word: "spoiler"')
  expect(await sayCode(dave, text)).toBeNull()
})

describe('moderation', () => {
  const acts = [
    ['streamchatUserBan', 'streamer: "alice", username: "chatbot"'],
    ['streamchatUserUnban', 'streamer: "alice", username: "chatbot"'],
    ['userTimeoutSet', 'streamer: "alice", username: "chatbot", duration: 1'],
    ['emoteBan', 'streamer: "alice", emoteStr: "x"'],
    ['emoteUnban', 'streamer: "alice", emoteStr: "x"'],
    ['emojiBan', 'streamer: "alice", emoteStr: "x"'],
    ['emojiUnban', 'streamer: "alice", emoteStr: "x"'],
  ] as const

  test.each(acts)('(%s) is for the owner and moderators', async (field, args) => {
    const { alice, bob, carol } = await quick()
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    expect([
      await codeOf(alice, field, args),
      await codeOf(bob, field, args),
      await codeOf(carol, field, args),
    ]).toEqual([null, null, 6013])
  })

  test('cannot target the owner, nor can a moderator target another', async () => {
    const { alice, bob } = await quick()
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    await mutate(alice, 'moderatorAdd', 'username: "carol"')
    const ban = (username: string) => `streamer: "alice", username: "${username}"`
    expect(await codeOf(bob, 'streamchatUserBan', ban('alice'))).toBe(6016)
    expect(await codeOf(bob, 'streamchatUserBan', ban('carol'))).toBe(6016)
    expect(await codeOf(alice, 'streamchatUserBan', ban('alice'))).toBe(6016)
    expect(await codeOf(alice, 'streamchatUserBan', ban('carol'))).toBeNull()
    expect(await codeOf(alice, 'streamchatUserBan', ban('unknown'))).toBe(1002)
  })

  test('deletes a message, once', async () => {
    const { alice, bob, carol } = await quick()
    const { id } = await say(bob, 'oops')
    const args = `streamer: "alice", id: "${id}"`
    expect(await codeOf(carol, 'chatDelete', args)).toBe(6013)
    expect(await history(bob)).toHaveLength(1)
    expect(await codeOf(alice, 'chatDelete', args)).toBeNull()
    expect(await history(bob)).toEqual([])
    expect(await codeOf(alice, 'chatDelete', args)).toBe(1003)
  })

  test('is granted and revoked by the owner, with or without the channel’s name', async () => {
    const { alice, bob } = await quick()
    const moderators = async () =>
      (await alice('{ me { chatModerators { list { username } } } }')).body.data.me.chatModerators.list
    expect(await codeOf(bob, 'moderatorAdd', 'username: "carol", streamer: "alice"')).toBe(6015)
    expect(await codeOf(alice, 'moderatorAdd', 'username: "alice"')).toBe(1005)
    expect(await codeOf(alice, 'moderatorAdd', 'username: "bob", streamer: "alice"')).toBeNull()
    expect(await moderators()).toEqual([{ username: 'bob' }])
    expect(await codeOf(bob, 'moderatorAdd', 'username: "carol", streamer: "alice"')).toBe(6015)
    expect(await codeOf(alice, 'moderatorRemove', 'username: "bob"')).toBeNull()
    expect(await moderators()).toEqual([])
  })

  test('is shown as the permissions over a user', async () => {
    const { alice, bob, carol } = await quick()
    await mutate(alice, 'moderatorAdd', 'username: "bob"')
    const may = async (ask: Ask, to: string) =>
      (await ask(`{ user(username: "${to}") { allowedActionsIn(streamer: "alice") } }`)).body.data.user.allowedActionsIn
    expect(await may(alice, 'bob')).toEqual(['Ban', 'RemoveModerator', 'Delete', 'SetTimeout'])
    expect(await may(alice, 'carol')).toEqual(['Ban', 'SetModerator', 'Delete', 'SetTimeout'])
    expect(await may(bob, 'carol')).toEqual(['Ban', 'Delete', 'SetTimeout'])
    expect(await may(bob, 'alice')).toEqual([])
    expect(await may(carol, 'bob')).toEqual([])
    await mutate(alice, 'streamchatUserBan', 'streamer: "alice", username: "carol"')
    expect(await may(bob, 'carol')).toEqual(['Unban', 'Delete', 'SetTimeout'])
  })

  test('for the whole site is for staff only', async () => {
    const { alice } = await quick()
    expect(await codeOf(alice, 'streamchatUserGlobalBan', 'streamer: "alice", username: "bob"')).toBe(6501)
  })
})
