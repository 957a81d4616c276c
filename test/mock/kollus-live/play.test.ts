import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import {
  kollusPlayReply,
  kollusPlayUrl,
  parseKollusLmsCallback,
  parseKollusPlayCallback,
} from '../../../src/kollus-live/index.js'
import type { KollusPlayAnswer, KollusPlayUrlOptions } from '../../../src/kollus-live/index.js'
import { as, kollusLiveMock, mainStage } from '../caller.js'
import { receiver } from '../receiver.js'

const start = Date.UTC(2026, 0, 15)
const channelKey = mainStage

async function onAir(options: Parameters<typeof kollusLiveMock>[0] = {}) {
  const mock = await kollusLiveMock(options)
  const { kollusLive: live } = mock
  await live.publish({ channelKey })
  const keys = await live.playerKeys()
  const sign = (more: Partial<KollusPlayUrlOptions> = {}) =>
    kollusPlayUrl({
      channelKey,
      clientUserId: 'viewer-1',
      expiresAt: mock.clock.now() + 60_000,
      baseUrl: mock.url,
      now: mock.clock.now(),
      ...keys,
      ...more,
    })
  const play = async (player: 'html5' | 'secure', more?: Partial<KollusPlayUrlOptions>) =>
    live.play({ url: await sign(more), player })
  return { mock, live, keys: { ...keys, now: start }, sign, play }
}

/** Answers a playback callback with a `Response`, after changing its headers or body. */
const answer =
  (make: () => Promise<Response>, change: (text: string) => string = (text) => text, named = 'x-kollus-userkey') =>
  (response: ServerResponse) =>
    void make().then(async (made) => {
      const userKey = made.headers.get('x-kollus-userkey')!
      response.writeHead(made.status, { [named]: userKey }).end(change(await made.text()))
    })

describe('the secure player', () => {
  test('asks the playback callback with the fields of Kollus, and plays if it allows', async () => {
    const { live, play, keys } = await onAir()
    const hook = await receiver(answer(() => kollusPlayReply({ allow: true }, keys)))
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    const played = await play('secure', { query: { uservalues: ['blue & red', '7'] } })
    expect(played).toMatchObject({
      status: 'playing',
      code: null,
      clientUserId: 'viewer-1',
      endsAt: start + 172_800_000,
      reply: { status: 200, isToken: true, hasUserKey: true, hasIntegers: true, result: 1, expirationDate: null },
    })
    expect(hook.received[0]).toMatchObject({ method: 'POST', type: 'application/x-www-form-urlencoded' })
    expect(await parseKollusPlayCallback({ body: hook.received[0]!.form })).toMatchObject({
      kind: 100,
      channelKey,
      broadcastKey: played.broadcastKey,
      clientUserId: 'viewer-1',
      uservalues: { uservalue0: 'blue & red', uservalue1: '7' },
      localtime: start,
    })
  })

  test('is not asked for HTML5, and plays at once without a URL', async () => {
    const { live, play } = await onAir()
    expect(await play('secure')).toMatchObject({ status: 'playing', reply: null })
    const hook = await receiver()
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    expect(await play('html5')).toMatchObject({ status: 'playing', reply: null })
    expect(await live.play({ channelKey })).toMatchObject({ status: 'playing', clientUserId: null, endsAt: null })
    expect(hook.received).toEqual([])
  })

  const jwt = (data: object) =>
    `${['{"alg":"HS256"}', JSON.stringify(data)].map((one) => Buffer.from(one).toString('base64url')).join('.')}.`
  const text = (body: string) => (response: ServerResponse) => void response.writeHead(200).end(body)
  type Given = (keys: Parameters<typeof kollusPlayReply>[1]) => Parameters<typeof receiver>[0]
  const reply =
    (what: object, ...rest: [((text: string) => string)?, string?]): Given =>
    (keys) =>
      answer(() => kollusPlayReply(what as KollusPlayAnswer, keys), ...rest)
  test.each<[string, number, Given, object?]>([
    ['a refusal', 8673, reply({ allow: false, message: 'Not enrolled' }), { result: 0, message: 'Not enrolled' }],
    ['an empty reply', 8670, () => text('')],
    ['no reply', 8670, () => (response) => void response.destroy(), { status: null }],
    ['a reply that is no JWT', 8671, () => text('{"data":{"result":1}}'), { isToken: false }],
    ['an unsigned JWT', 8671, () => text(jwt({ data: { result: 1 } })), { isToken: false }],
    [
      'a JWT of another key',
      8671,
      (keys) => reply({ allow: true })({ ...keys, securityKey: 'other' }),
      { isToken: false },
    ],
    ['a reply without the user key', 4004, reply({ allow: true }, undefined, 'x-other'), { hasUserKey: false }],
    [
      'another user key',
      4004,
      (keys) => reply({ allow: true })({ ...keys, customKey: 'other' }),
      { hasUserKey: false },
    ],
    ['a redirect', 8670, () => 302, { status: 302 }],
    ['204', 8670, () => 204],
    ['404', 10_404, () => 404, { status: 404 }],
    ['503', 10_503, () => 503],
  ])('plays nothing after %s: code %d', async (_, code, given, finding = {}) => {
    const { mock, live, play, keys } = await onAir()
    const hook = await receiver(given(keys))
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    expect(await play('secure')).toMatchObject({ status: 'refused', playId: null, code, reply: finding })
    if (code === 8673) expect(mock.callbacks.list()[0]!.attempts[0]!.said).toBe('refused: Not enrolled')
    expect(await live.plays()).toEqual([])
    expect(hook.received).toHaveLength(1)
  })

  test('plays nothing if integers are text, or if a callback is lost', async () => {
    const { mock, live, play, keys } = await onAir()
    // Only a key of the account can sign it, so the test signs with node:crypto.
    const { createHmac } = await import('node:crypto')
    const signed = (data: object) => {
      const body = jwt({ data }).slice(0, -1)
      return `${body}.${createHmac('sha256', keys.securityKey).update(body).digest('base64url')}`
    }
    const wrong = [
      { result: '1' },
      { result: true },
      { result: 1, expiration_date: '1893455999' },
      { result: 1, expiration_date: 1_893_456_000 },
      {},
    ]
    const hook = await receiver(
      ...wrong.map(
        (data) => (response: ServerResponse) =>
          void response.writeHead(200, { 'X-KOLLUS-USERKEY': keys.customKey }).end(signed(data)),
      ),
    )
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    for (const _ of wrong)
      expect(await play('secure')).toMatchObject({ code: 8672, reply: { isToken: true, hasIntegers: false } })
    mock.faults.add({ operation: 'kollus-live.playbackRequested', action: 'drop' })
    expect(await play('secure')).toMatchObject({ code: 8670, reply: { status: null } })
    expect(JSON.stringify([mock.callbacks.list(), mock.journal.requests()])).not.toMatch(/eyJ|not-a-real/)
  })
})

describe('the duplicate block', () => {
  const blocked = async (isOn = '1') => {
    const on = await onAir()
    await (
      await as(on.mock)
    )('PUT', `/channels/${channelKey}`, { use_duplicate_block: isOn })
    return on
  }

  test('refuses a second secure player of the same viewer with 8479, until the first one ends', async () => {
    const { mock, live, play } = await blocked()
    const first = await play('secure')
    mock.restore(mock.snapshot())
    expect(await play('secure')).toMatchObject({ status: 'refused', code: 8479 })
    await live.pause({ playId: first.playId! })
    expect(await play('secure')).toMatchObject({ code: 8479 })
    await live.stop({ playId: first.playId! })
    expect(await play('secure')).toMatchObject({ status: 'playing' })
  })

  test('refuses one of two that start at once', async () => {
    const { live, play, keys } = await blocked()
    const hook = await receiver(...[1, 2].map(() => answer(() => kollusPlayReply({ allow: true }, keys))))
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    const both = await Promise.all([play('secure'), play('secure')])
    expect(both.map(({ code }) => code).sort()).toEqual([8479, null])
  })

  test('knows no other viewer, no HTML5 player and no viewer without an id', async () => {
    const { live, play } = await blocked()
    await play('html5')
    const others = [play('secure'), play('html5'), play('secure', { clientUserId: 'viewer-2' })]
    const nameless = [1, 2].map(() => live.play({ channelKey, player: 'secure' as const }))
    for (const played of await Promise.all([...others, ...nameless])) expect(played.status).toBe('playing')
  })

  test('is off by default', async () => {
    const { play } = await blocked('0')
    for (let n = 0; n < 2; n++) expect(await play('secure')).toMatchObject({ status: 'playing' })
  })
})

test('a viewer who plays counts against the limit of the channel, until a minute after the end', async () => {
  const { mock, live, sign } = await onAir()
  await (
    await as(mock)
  )('PUT', `/channels/${channelKey}`, { concurrently_viewer_limit: '1' })
  const play = async (userAgent: string) => live.play({ url: await sign(), userAgent })
  const { playId } = await play('one')
  await mock.clock.advance('5m')
  expect(await play('two')).toMatchObject({ status: 'refused', code: null, message: expect.stringContaining('limit') })
  expect(await play('one')).toMatchObject({ status: 'playing' })
  for (const one of await live.plays()) await live.stop({ playId: one.playId! })
  await mock.clock.advance(59_999)
  expect(await play('two')).toMatchObject({ status: 'refused' })
  await mock.clock.advance(1)
  expect(await play('two')).toMatchObject({ status: 'playing' })
  expect(playId).not.toBeNull()
})

test('the device of a playback must fit the version of the player', async () => {
  const { live, sign } = await onAir()
  const url = await sign({ playerVersion: 'v3e' })
  const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)'
  expect(await live.play({ url, userAgent })).toMatchObject({ status: 'refused', code: 4084 })
  expect(await live.play({ url })).toMatchObject({ status: 'playing' })
})

test('the viewer of an HTML5 player is in the chat, and that of a secure player is not', async () => {
  const { mock, play } = await onAir()
  await (
    await as(mock)
  )('PUT', `/channels/${channelKey}`, { use_chatting_service: '1' })
  const chat = { isAdmin: true }
  const claims = { chat, clientUserName: 'Bo' }
  expect(await play('html5', claims)).toMatchObject({ chat: { name: 'Bo', isAdministrator: true } })
  expect(await play('html5', { ...claims, noChat: true })).toMatchObject({ chat: null })
  expect(await play('secure', claims)).toMatchObject({ chat: null })
})

describe('while the callback decides', () => {
  test.each<[string, (on: Awaited<ReturnType<typeof onAir>>) => unknown]>([
    ['the broadcast ends', ({ live }) => live.unpublish({ channelKey })],
    ['the mock is reset', ({ mock }) => mock.reset()],
  ])('%s: nothing plays and no receiver gets a report', async (_, change) => {
    const on = await onAir()
    const { live, play, keys } = on
    const reports = await receiver()
    const allowed = answer(() => kollusPlayReply({ allow: true }, keys))
    const hook = await receiver((response) => void Promise.resolve(change(on)).then(() => allowed(response)))
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    await live.setLms({ channelKey, lines: `30:${reports.url}` })
    expect(await play('secure')).toMatchObject({ status: 'refused', code: 3012, reply: { result: 1 } })
    expect([await live.plays(), reports.received]).toEqual([[], []])
  })
})

describe('a playback ends', () => {
  test('at play_expt with 3013', async () => {
    const { mock, live, play } = await onAir()
    await play('html5', { playUntil: start + 90_000 })
    await mock.clock.advance(89_999)
    expect(await live.plays()).toMatchObject([{ status: 'playing' }])
    await mock.clock.advance(1)
    expect(await live.plays()).toMatchObject([{ status: 'stopped', code: 3013, elapsed: 90_000 }])
  })

  test('at the expiration date of the reply with 8674, if that is earlier', async () => {
    const { mock, live, play, keys } = await onAir()
    const hook = await receiver(answer(() => kollusPlayReply({ allow: true, expiresAt: start + 30_000 }, keys)))
    await live.setPlayCallbackUrl({ channelKey, url: hook.url })
    await play('secure', { playUntil: start + 90_000 })
    await mock.clock.advance('1h')
    expect(await live.plays()).toMatchObject([{ status: 'stopped', code: 8674, elapsed: 30_000 }])
  })

  test('with its broadcast, also if its viewer stops it at that moment', async () => {
    const { live, play } = await onAir()
    const [one, two] = [await play('html5'), await play('html5')]
    const reports = await receiver((response) => {
      void live.stop({ playId: two.playId! }).then(() => response.writeHead(200).end())
    })
    await live.setLms({ channelKey, lines: `30:${reports.url}` })
    await live.unpublish({ channelKey })
    expect(await live.plays()).toMatchObject([
      { playId: one.playId, status: 'stopped', code: 3012 },
      { playId: two.playId, status: 'stopped', code: null },
    ])
  })

  test('with its broadcast', async () => {
    const { live, play } = await onAir()
    await play('html5')
    await live.unpublish({ channelKey })
    expect(await live.plays()).toMatchObject([{ status: 'stopped', code: 3012 }])
    await expect(live.stop({ playId: (await live.plays())[0]!.playId! })).rejects.toThrow(/is stopped/)
  })
})

describe('reports on a viewer', () => {
  test('arrive at once on play, pause and stop, and at the interval of each receiver while it plays', async () => {
    const { mock, live, play } = await onAir()
    const [often, seldom] = [await receiver(), await receiver(500, 500, 500, 500)]
    await live.setLms({ channelKey, lines: `30:${often.url}\n\n 60:${seldom.url}` })
    const { playId } = await play('html5')
    await mock.clock.advance('70s')
    await live.pause({ playId: playId! })
    await mock.clock.advance('5m')
    await live.resume({ playId: playId! })
    await mock.clock.advance('35s')
    mock.restore(mock.snapshot())
    expect(await live.stop({ playId: playId! })).toMatchObject({
      status: 'stopped',
      elapsed: 405_000,
      watched: 105_000,
    })
    await mock.clock.advance('1h')
    const told = async ({ received }: typeof often) =>
      (await Promise.all(received.map(({ form }) => parseKollusLmsCallback({ body: form })))).map(
        ({ elapsed, watched }) => [elapsed! / 1000, watched! / 1000],
      )
    const ends = [
      [70, 70],
      [370, 70],
    ]
    expect(await told(often)).toEqual([[0, 0], [30, 30], [60, 60], ...ends, [400, 100], [405, 105]])
    // A failure is not sent again.
    expect(await told(seldom)).toEqual([[0, 0], [60, 60], ...ends, [405, 105]])
    expect(often.received[0]!.form).toMatchObject({ client_user_id: 'viewer-1', start_at: String(start / 1000) })
  })

  test('have the older names with a switch', async () => {
    const { live, play, keys } = await onAir({ policy: { 'kollus-live': { lmsFields: 'start_time' } } })
    const { url, received } = await receiver()
    await live.setLms({ channelKey, lines: `30:${url}` })
    await play('secure', { clientUserId: '방송 & +%20=', query: { uservalues: ['blue'] } })
    expect(received[0]!.form).toMatchObject({
      start_time: String(start / 1000),
      play_status: 'play',
      uv0: 'blue',
      lms_data: '{"status":"playing"}',
    })
    expect(received[0]!.form).not.toHaveProperty('start_at')
    // Only the older receiver knows the hash.
    const [{ form } = { form: {} }] = received
    const { securityKey } = keys
    expect(await parseKollusLmsCallback({ body: form }, { securityKey })).toMatchObject({ isVerified: true })
    for (const [body, key] of [
      [{ ...form, show_time: '99' }, securityKey],
      [form, 'other'],
    ] as const)
      await expect(parseKollusLmsCallback({ body }, { securityKey: key })).rejects.toMatchObject({ field: 'hash' })
  })

  test.each(['0:http://127.0.0.1/', '30', '30:ftp://127.0.0.1/', 'http://127.0.0.1/'])(
    'are not sent to the line %s',
    async (line) => {
      const { live } = await onAir()
      await expect(live.setLms({ channelKey, lines: `30:https://127.0.0.1/\n${line}` })).rejects.toThrow(/Line 2/)
    },
  )
})

test.each([
  [{}, /either url or channelKey/],
  [{ url: 'nonsense' }, /not one of a player/],
  [{ channelKey: 'nope' }, /no channel 'nope'/],
])('play(%j) says what is wrong', async (input, message) => {
  const { live } = await onAir()
  await expect(live.play(input)).rejects.toThrow(message)
})
