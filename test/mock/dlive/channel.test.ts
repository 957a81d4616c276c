import { expect, test } from 'vitest'
import { as, codeOf, dlive, mutate, user } from './caller.js'

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

test('emotes are uploaded, hidden from others, limited by name, and deleted', async () => {
  const mock = await dlive()
  const [alice, bob] = [await as(mock), await as(mock, 'bob')]
  const add = (name: string, level = 'CHANNEL_LEVEL') =>
    `input: { type: EMOTE, level: ${level}, mimeType: "png", url: "https://x.test/e.png", name: "${name}" }`
  const { emote } = await mutate(alice, 'addEmote', add('cheer'), 'emote { name username level sourceURL }')
  expect(emote).toEqual({ name: 'cheer', username: 'alice', level: 'CHANNEL_LEVEL', sourceURL: 'https://x.test/e.png' })
  expect(await codeOf(bob, 'addEmote', add('cheer'))).toBe(1004)
  expect(await codeOf(bob, 'addEmote', add('fresh', 'GLOBAL_LEVEL'))).toBe(6501)
  const valid =
    '{ a: emoteNameIsValid(name: "cheer") b: emoteNameIsValid(name: "fresh") c: emoteNameIsValid(name: "") d: emoteNameIsValid(name: "a b") emoteByName(name: "cheer") { emote { name } creator { username } } }'
  expect((await bob(valid)).body.data).toEqual({
    a: false,
    b: true,
    c: false,
    // The valid characters of a name are unknown.
    d: true,
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

test('gifts are counted in coins, which can exceed a double', async () => {
  const mock = await dlive()
  const ask = await as(mock)
  await mock.dlive.publish({ username: 'alice' })
  await mock.dlive.gift({ streamer: 'alice', from: 'bob', gift: 'NINJET', amount: 12_345_678 })
  await mock.dlive.gift({ streamer: 'alice', from: 'carol', gift: 'LEMON', amount: 3, message: 'For you' })
  await mock.dlive.gift({ streamer: 'alice', from: 'bob', gift: 'LEMON' })
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
