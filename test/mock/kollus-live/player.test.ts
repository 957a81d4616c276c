import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { as, kollusLiveMock, mainStage, secondStage } from '../caller.js'

const start = Date.UTC(2026, 0, 15)
const seconds = start / 1000

/** A mock with two channels on air, the second one private, and a signer that is node:crypto's. */
async function onAir() {
  const mock = await kollusLiveMock()
  const { kollusLive: live } = mock
  for (const channelKey of [mainStage, secondStage]) await live.publish({ channelKey })
  await live.setVisibility({ channelKey: secondStage, visibility: 'private' })
  const { securityKey, customKey } = await live.playerKeys()
  const jwt = (payload: unknown, { key = securityKey, head = '{"typ": "JWT", "alg": "HS256"}' } = {}) => {
    const signed = [head, JSON.stringify(payload)].map((part) => Buffer.from(part).toString('base64url')).join('.')
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
  const url = (form: string, token: string, key = customKey) =>
    `${mock.url}/kollus-live/player/${form}?${new URLSearchParams({ jwt: token, custom_key: key })}`
  return { mock, live, jwt, url, customKey }
}
const claims = { live_media_channel_key: mainStage, client_user_id: 'viewer-1', expire_time: seconds + 60 }
const get = async (mock: Mock, url: string, userAgent = '') => {
  const response = await mock.fetch(url, { headers: { 'user-agent': userAgent } })
  const text = await response.text()
  return { status: response.status, text, location: response.headers.get('location') ?? '' }
}
const set = async (mock: Mock, settings: Record<string, string>) =>
  expect((await (await as(mock))('PUT', `/channels/${mainStage}`, settings)).status).toBe(200)
const codeOf = async (mock: Mock, url: string) => JSON.parse((await get(mock, url)).text) as { code: number }

describe('the player’s page', () => {
  test('shows what a private channel plays for a token, with a playlist', async () => {
    const { mock, jwt, url } = await onAir()
    const address = url('s', jwt({ ...claims, live_media_channel_key: secondStage }))
    const { status, text } = await get(mock, address)
    expect(status).toBe(200)
    // Customers embed it.
    const { headers } = await mock.fetch(address)
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('frame-ancestors')
    for (const said of [secondStage, 'viewer-1', 'on air', 'href="sr?jwt=']) expect(text).toContain(said)
    expect(text).not.toContain('<script')
  })

  test('plays a public channel by its key, and no private or hidden one', async () => {
    const { mock, live } = await onAir()
    const page = async (key: string) => (await get(mock, `${mock.url}/kollus-live/player/${key}`)).text
    expect(await page(mainStage)).toContain('on air')
    expect(await page(secondStage)).toContain('Error 4081')
    expect(await page('nope')).toContain('Error 4003')
    await live.unpublish({ channelKey: mainStage })
    expect(await page(mainStage)).toContain('Error 3012')
    await live.setVisibility({ channelKey: secondStage, visibility: 'public' })
    expect(await page(secondStage)).toContain('on air')
  })

  test('has a code for any query and any key, and takes no other method', async () => {
    const { mock, jwt, url } = await onAir()
    const good = url('s', jwt(claims))
    const at = (path: string) => `${mock.url}/kollus-live/player/${path}`
    for (const [path, code] of [
      ['s', 4082],
      ['s?jwt&custom_key', 4082],
      [`s?custom_key=%E0%A4%A&jwt=${'.'.repeat(100_000)}`, 4082],
      ['%E0%A4%A', 4003],
      ['__proto__', 4003],
      [`${mainStage}%00`, 4003],
    ] as const)
      expect((await get(mock, at(path))).text).toContain(`Error ${code}`)
    const head = await mock.fetch(good, { method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('cache-control')]).toEqual([200, '', 'no-store'])
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await mock.fetch(good, { method, body: 'x'.repeat(2_000_000) })).status).toBe(404)
  })

  test('escapes what the token says', async () => {
    const { mock, jwt, url } = await onAir()
    const { text } = await get(mock, url('s', jwt({ ...claims, title: '<b>x', client_user_id: '"><i>' })))
    expect(text).toContain('&lt;b&gt;x')
    expect(text).not.toMatch(/<b>x|<i>/)
  })
})

describe('a token is refused', () => {
  type Signer = Awaited<ReturnType<typeof onAir>>['jwt']
  test.each<[string, number, (jwt: Signer) => string, string?]>([
    ['with another custom key', 4082, (jwt) => jwt(claims, { key: 'bad' }), 'other'],
    ['of another key', 4007, (jwt) => jwt({ ...claims, expire_time: 1 }, { key: 'bad' })],
    ['without an algorithm', 4007, (jwt) => jwt(claims, { head: '{"alg":"none"}' })],
    ['of another algorithm', 4007, (jwt) => jwt(claims, { head: '{"alg":"HS512"}' })],
    ['that is none', 4007, () => 'a.b'],
    // The last character of a signature has two bits to spare.
    [
      'with spare bits in its signature',
      4007,
      (jwt) => jwt(claims).replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
    ],
    ['without an end', 4007, (jwt) => jwt({ lmckey: mainStage })],
    ['with an end as text', 4007, (jwt) => jwt({ ...claims, expire_time: String(seconds + 60) })],
    ['with an end that no date holds', 4007, (jwt) => jwt({ ...claims, expire_time: 2 ** 53 - 1 })],
    ['with an end of playback that no date holds', 4007, (jwt) => jwt({ ...claims, play_expt: 8_640_000_000_001 })],
    ['of a viewer that is no text', 4007, (jwt) => jwt({ ...claims, client_user_id: 7 })],
    ['after its end', 4085, (jwt) => jwt({ lmckey: 'nope', expt: seconds })],
    ['of an unknown channel', 4003, (jwt) => jwt({ ...claims, live_media_channel_key: 'nope' })],
    ['without a channel', 4003, (jwt) => jwt({ expt: seconds + 60 })],
    ['whose play time is over', 3013, (jwt) => jwt({ ...claims, play_expt: seconds })],
  ])('%s: %d, as a page and as JSON', async (_, code, make, key) => {
    const { mock, jwt, url, customKey } = await onAir()
    const given = [make(jwt), key ?? customKey] as const
    expect(await get(mock, url('s', ...given))).toMatchObject({
      status: 200,
      text: expect.stringContaining(`Error ${code}`),
    })
    for (const form of ['sr', 'si']) {
      expect((await get(mock, url(form, ...given))).status).toBe(403)
      expect(await codeOf(mock, url(form, ...given))).toEqual({ code, message: expect.stringMatching(/\.$/) })
    }
  })

  test('of another service account, and of a channel whose signal is lost', async () => {
    const { mock, live, jwt, url } = await onAir()
    await live.addAccount({ account: 'olga', serviceAccount: 'acme' })
    const acme = await live.playerKeys({ serviceAccount: 'acme' })
    const foreign = url('si', jwt(claims, { key: acme.securityKey }), acme.customKey)
    expect(await codeOf(mock, foreign)).toMatchObject({ code: 4003 })
    await live.drop({ channelKey: mainStage })
    expect(await codeOf(mock, url('si', jwt(claims)))).toMatchObject({ code: 3012 })
  })

  test('exactly at its end by the mock’s clock; the long name of a field wins', async () => {
    const { mock, jwt, url } = await onAir()
    const address = url('si', jwt({ ...claims, expt: 1, lmckey: 'nope' }))
    await mock.clock.advance(59_999)
    expect((await get(mock, address)).status).toBe(200)
    await mock.clock.advance(1)
    expect(await codeOf(mock, address)).toMatchObject({ code: 4085 })
  })
})

describe('a player version', () => {
  const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)'
  const android = 'Mozilla/5.0 (Linux; Android 15; Pixel 9)'
  const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
  const tablet = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
  test.each([
    ['ios', [phone, tablet], [android, windows]],
    ['android', [android], [phone, windows, tablet]],
    ['v4a', [windows], [phone, android, tablet]],
    ['v3e', [windows], [phone, android, tablet]],
    ['v4', [phone, android, windows, tablet], []],
    ['exclusive', [phone, android, windows, tablet], []],
    ['unknown', [phone, android, windows, tablet], []],
  ])('%s fits its devices and is refused on others with 4084', async (player_version, fits, others) => {
    const { mock, jwt, url } = await onAir()
    const token = jwt({ ...claims, player_version })
    const title = async (userAgent: string) => /<h1>(.*?)</.exec((await get(mock, url('s', token), userAgent)).text)![1]
    for (const userAgent of [...fits, '', 'curl/8']) expect(await title(userAgent)).toBe('Main stage')
    for (const userAgent of others) {
      expect(await title(userAgent)).toBe('Error 4084')
      const refused = await get(mock, url('si', token), userAgent)
      expect(JSON.parse(refused.text)).toMatchObject({ code: 4084 })
    }
  })
})

describe('the limit of concurrent viewers', () => {
  test('counts each address and User-Agent until a minute after the last request', async () => {
    const { mock, jwt, url } = await onAir()
    await set(mock, { concurrently_viewer_limit: '2' })
    const token = jwt({ ...claims, expire_time: seconds + 600 })
    const { location } = await get(mock, url('sr', token), 'one')
    const status = async (address: string, userAgent: string) => (await get(mock, address, userAgent)).status
    expect([await status(url('si', token), 'one'), await status(url('si', token), 'two')]).toEqual([200, 200])
    const refused = await get(mock, url('si', token), 'three')
    const body = { code: null, message: 'The channel has as many viewers as its limit allows.' }
    expect([refused.status, JSON.parse(refused.text)]).toEqual([403, body])
    for (const address of [url('s', token), `${mock.url}/kollus-live/player/${mainStage}`])
      expect((await get(mock, address, 'three')).text).toMatch(/<h1>Refused<[^]*as many viewers as its limit/)
    expect(mock.journal.requests({ status: 403 })).toMatchObject([{ reason: 'viewer limit' }])

    await mock.clock.advance(59_999)
    mock.restore(mock.snapshot())
    expect(await status(location, 'one')).toBe(200)
    expect(await status(url('si', token), 'three')).toBe(403)
    await mock.clock.advance(1)
    // The second viewer has gone; the first one goes on.
    expect([await status(url('si', token), 'three'), await status(location, 'one')]).toEqual([200, 200])
    await mock.clock.advance('1m')
    for (const userAgent of ['four', 'five']) expect(await status(url('si', token), userAgent)).toBe(200)
    expect(await get(mock, location, 'one')).toMatchObject({ status: 403, text: JSON.stringify(body) })
  })

  test('is of each channel; 0 sets none', async () => {
    const { mock, jwt, url } = await onAir()
    await set(mock, { concurrently_viewer_limit: '1' })
    const other = jwt({ ...claims, live_media_channel_key: secondStage })
    for (const userAgent of ['one', 'two']) expect((await get(mock, url('si', other), userAgent)).status).toBe(200)
    await set(mock, { concurrently_viewer_limit: '0' })
    for (const userAgent of ['one', 'two'])
      expect((await get(mock, url('si', jwt(claims)), userAgent)).status).toBe(200)
  })
})

describe('the chat', () => {
  const chat = async (claims: object, settings: Record<string, string> = { use_chatting_service: '1' }) => {
    const { mock, jwt, url } = await onAir()
    await set(mock, settings)
    const { text } = await get(mock, url('s', jwt(claims)))
    return /<dt>Chat<\/dt><dd>(.*?)<\/dd>/.exec(text)![1]
  }
  test.each<[string, object, string, Record<string, string>?]>([
    ['is off by default', {}, 'off', { title: 'Main stage' }],
    ['has the viewer under their id', {}, 'as viewer-1'],
    ['has the viewer under their name', { client_user_name: '<b>' }, 'as &lt;b&gt;'],
    ['has administrators', { chatting_policy: { is_admin: true } }, 'as viewer-1, administrator'],
    ['can be hidden', { chatting_policy: { is_visible: false } }, 'off'],
    ['can be hidden by a claim that only public code has', { nochat: true }, 'off'],
    ['needs the id of a viewer', { client_user_id: undefined, client_user_name: 'x' }, 'off'],
    ['ignores a policy that is no object', { chatting_policy: 'x' }, 'as viewer-1'],
  ])('%s', async (_, more, shown, settings) => {
    expect(await chat({ ...claims, ...more }, settings)).toBe(shown)
  })

  test('needs a token', async () => {
    const { mock } = await onAir()
    await set(mock, { use_chatting_service: '1' })
    const { text } = await get(mock, `${mock.url}/kollus-live/player/${mainStage}`)
    expect(text).toContain('<dt>Chat</dt><dd>off</dd>')
  })
})

describe('the redirect of /sr', () => {
  test('leads to a playlist of a picture, which ends with the play time', async () => {
    const { mock, jwt, url } = await onAir()
    await mock.clock.advance('20s')
    const { status, location } = await get(mock, url('sr', jwt({ ...claims, play_expt: seconds + 120 })))
    expect(status).toBe(302)
    const playlist = (await get(mock, location)).text
    expect(playlist).toMatch(/^#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:5\n#EXT-X-MEDIA-SEQUENCE:0\n/)
    expect(playlist.match(/^segment-\d+\.m4s$/gm)).toEqual([
      'segment-0.m4s',
      'segment-1.m4s',
      'segment-2.m4s',
      'segment-3.m4s',
    ])
    for (const [file, box] of [
      ['init.mp4', 'ftyp'],
      ['segment-3.m4s', 'moof'],
    ] as const) {
      const bytes = await (await mock.fetch(new URL(file, location).href)).arrayBuffer()
      expect(Buffer.from(bytes, 4, 4).toString()).toBe(box)
    }
    expect((await get(mock, new URL('segment-4.m4s', location).href)).status).toBe(404)
    await mock.clock.advance('100s')
    expect(await codeOf(mock, location)).toMatchObject({ code: 3013 })
    // The key of the stream and the token open it: neither is in the journal, for any request.
    for (const [path, method] of [
      [location, 'POST'],
      [new URL('.', location).href, 'GET'],
      [new URL('.', location).href.slice(0, -1), 'GET'],
      [`${location}/x`, 'GET'],
    ] as const)
      expect((await mock.fetch(path, { method })).status).toBe(404)
    const journal = JSON.stringify(mock.journal.requests())
    expect(journal).toContain('/kollus-live/player/live/{stream}/playlist.m3u8')
    expect(journal).not.toMatch(/eyJ|custom/)
    expect(journal).not.toContain(location.split('/').at(-2))
  })

  test('is removed after two days without a request, and survives a snapshot', async () => {
    const { mock, jwt, url } = await onAir()
    const { location } = await get(mock, url('sr', jwt({ ...claims, play_expt: seconds + 999_999 })))
    for (let day = 0; day < 3; day++) {
      await mock.clock.advance('1d')
      mock.restore(mock.snapshot())
      expect((await get(mock, location)).status).toBe(200)
    }
    await mock.clock.advance('2d')
    expect((await get(mock, location)).status).toBe(404)
    // The state does not keep it.
    await get(mock, url('sr', jwt({ ...claims, expire_time: seconds + 999_999 })))
    expect(JSON.stringify(mock.snapshot())).not.toContain(location.split('/').at(-2))
  })

  test('ends its playlist when the broadcast ends', async () => {
    const { mock, live, jwt, url } = await onAir()
    await mock.clock.advance('10s')
    const { location } = await get(mock, url('sr', jwt(claims)))
    await live.unpublish({ channelKey: mainStage })
    expect((await get(mock, location)).text).toMatch(/#EXT-X-ENDLIST\n$/)
    await mock.clock.advance('1m')
    expect((await get(mock, location)).status).toBe(404)
  })
})

test('the seed sets the keys, and the receivers of a channel', async () => {
  const channels = [{ key: 'k', title: 'Ours', playCallbackUrl: 'http://127.0.0.1:9/', lms: '30:http://127.0.0.1:9/' }]
  const mock = await kollusLiveMock({
    seed: { 'kollus-live': { securityKey: 'ours', customKey: 'c', channels, syndications: [], broadcasts: [] } },
  })
  expect(await mock.kollusLive.playerKeys()).toEqual({ securityKey: 'ours', customKey: 'c' })
  await mock.kollusLive.publish({ channelKey: 'k' })
  expect(await mock.kollusLive.play({ channelKey: 'k', player: 'secure' })).toMatchObject({ code: 8670 })
  await mock.kollusLive.play({ channelKey: 'k' })
  expect(mock.callbacks.list().map(({ name }) => name)).toEqual(['playbackRequested', 'viewingReported'])
})

test('the console shows the keys of the service account', async () => {
  const { mock, live } = await onAir()
  const { securityKey, customKey } = await live.playerKeys()
  expect([securityKey, customKey]).toEqual(['not-a-real-security-key-of-demo', 'not-a-real-custom-key-of-demo'])
  await expect(live.playerKeys({ serviceAccount: 'nope' })).rejects.toThrow(/no service account 'nope'/)
  expect(mock.credentials('kollus-live')).not.toHaveProperty('securityKey')
})
