import { describe, expect, test } from 'vitest'
import { allow, deny, type AdmissionOpening } from '../../../src/ovenmediaengine/index.js'
import { failure } from '../../support/failure.js'
import { testMock } from '../../support/mock.js'
import { controlServer, secret } from './control-server.js'

const start = Date.UTC(2026, 0, 15)

/** A mock with a stopped clock and unsigned URLs, whose media server asks a control server. */
async function stage(decide: Parameters<typeof controlServer>[1] = (admission) => allow(admission), settings = {}) {
  const seed = { ovenstudio: { streams: [{ name: 'one' }, { name: 'two' }] } }
  const mock = await testMock({ providers: ['ovenstudio'], clock: 'manual', seed })
  const control = await controlServer(() => mock.clock.now(), decide)
  const studio = mock.ovenstudio
  await studio.cloudFront({ isSigned: false })
  await studio.admissionWebhooks({ settings: { url: control.url, secret, ...settings } })
  const get = (file: string, init?: RequestInit) => mock.fetch(`${mock.url}/ovenstudio/edge/app/one/${file}`, init)
  const status = async (file: string) => (await get(file)).status
  /** Plays the master playlist. Returns the name of its media playlist, with the query. */
  const play = async (query = '', headers = {}) => {
    const text = await (await get(`playlist.m3u8${query}`, { headers })).text()
    return text.split('\n').find((line) => line && !line.startsWith('#'))!
  }
  const reasons = () => mock.journal.requests({ status: 401 }).map(({ reason }) => reason)
  return { mock, studio, control, get, status, play, reasons }
}

function deferred<T>() {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve }
}

const only = (query: string) => (admission: AdmissionOpening) =>
  new URL(admission.url).search === query ? allow(admission) : deny('no ticket')

describe('a publisher', () => {
  test('is let in or kept out by the control server, which gets the request of the engine', async () => {
    const { mock, studio, control } = await stage(only('?ticket=good'), { utcOffset: '+09:00' })
    expect(await failure(studio.publish({ name: 'one', query: 'ticket=bad' }))).toMatchObject({
      message: expect.stringContaining('did not let the encoder publish (denied: no ticket)'),
    })
    expect((await studio.streams()).map(({ isLive }) => isLive)).toEqual([false, false])
    expect(await studio.publish({ name: 'one', query: 'ticket=good' })).toMatchObject({ isLive: true })
    const said = mock.callbacks.list().flatMap(({ attempts }) => attempts.map((attempt) => attempt.said))
    expect(said).toEqual(['denied: no ticket', 'allowed'])
    expect(control.bodies[0]).toBe(
      '{"client":{"address":"127.0.0.1","port":1,"real_ip":"127.0.0.1"},"request":{"direction":"incoming","protocol":"RTMP","status":"opening","time":"2026-01-15T09:00:00.000+09:00","url":"rtmp://localhost:1935/app/one?ticket=bad"}}',
    )
  })

  test.each([
    ['SRT', 'srt://localhost:9999/app/one'],
    ['WebRTC', 'ws://localhost:3333/app/one'],
  ] as const)('by %s is asked for with its own URL, in lower case if the switch is on', async (protocol, url) => {
    const { studio, control } = await stage(undefined, { lowerCase: true })
    await studio.publish({ name: 'one', protocol })
    expect(control.received).toMatchObject([{ direction: 'incoming', url }])
    expect(control.bodies[0]).toContain(`"protocol":"${protocol.toLowerCase()}"`)
  })

  test('of a protocol that is not enabled is let in unasked, and so is everyone without settings', async () => {
    const { studio, control } = await stage(() => deny(), { providers: ['SRT'] })
    await studio.publish({ name: 'one' })
    await studio.admissionWebhooks({ settings: null })
    await studio.publish({ name: 'two', protocol: 'SRT' })
    await studio.unpublish({ name: 'one' })
    expect(control.received).toEqual([])
  })

  test('who leaves is reported once, without a second attempt', async () => {
    const { mock, studio, control } = await stage()
    await studio.publish({ name: 'one' })
    await control.close()
    await mock.clock.advance('10s')
    await studio.unpublish({ name: 'one' })
    await mock.clock.advance('1d')
    const [, closing] = mock.callbacks.list()
    expect(closing).toMatchObject({
      name: 'admissionClosing',
      attempts: [{ at: start + 10_000, result: { error: 'connect' } }],
      nextAttemptAt: null,
    })
    expect(JSON.parse(closing!.json!)).toMatchObject({
      request: { status: 'closing', direction: 'incoming', url: 'rtmp://localhost:1935/app/one' },
    })
  })

  test('can be sent to another stream, and the closing says so', async () => {
    const newUrl = 'rtmp://localhost:1935/app/two'
    const { studio, control } = await stage((admission) => allow(admission, { newUrl }))
    expect(await studio.publish({ name: 'one' })).toMatchObject({ name: 'two', isLive: true })
    await studio.unpublish({ name: 'two' })
    expect(control.received[1]).toMatchObject({ status: 'closing', url: 'rtmp://localhost:1935/app/one', newUrl })
  })

  test('who was let in and finds the stream on air has left: the closing repeats the request', async () => {
    const newUrl = 'rtmp://localhost:1935/app/one'
    const { studio, control } = await stage((admission) =>
      allow(admission, admission.url.endsWith('/two') ? { newUrl, lifetime: 60_000 } : {}),
    )
    await studio.publish({ name: 'one' })
    for (const name of ['one', 'two'])
      expect(await failure(studio.publish({ name }))).toMatchObject({
        message: expect.stringContaining("'one' is already on air"),
      })
    expect(control.received.map(({ status, url }) => `${status} ${url.split('/').at(-1)}`)).toEqual([
      'opening one',
      'opening one',
      'closing one',
      'opening two',
      'closing two',
    ])
    expect(control.received.at(-1)).toMatchObject({ direction: 'incoming', newUrl })
    expect((await studio.streams())[0]).toMatchObject({ isLive: true })
  })

  test('with a lifetime is on air for that long', async () => {
    const { mock, studio, control } = await stage((admission) => allow(admission, { lifetime: 60_000 }))
    await studio.publish({ name: 'one' })
    await mock.clock.advance(59_999)
    expect((await studio.streams())[0]).toMatchObject({ isLive: true })
    await mock.clock.advance(1)
    expect((await studio.streams())[0]).toMatchObject({ isLive: false, session: { endedAt: start + 60_000 } })
    expect(control.received.map(({ status }) => status)).toEqual(['opening', 'closing'])
  })
})

describe('only status 200 with a boolean "allowed" lets a client in', () => {
  const json = (body: unknown, init?: ResponseInit) => () => new Response(JSON.stringify(body), init)
  test.each([
    ['no reply: timeout', () => () => undefined],
    ['no reply: connection', () => (response: { destroy(): void }) => response.destroy()],
    [
      'no reply: timeout',
      () => (response: { writeHead(status: number): { write(text: string): void } }) =>
        response.writeHead(200).write('{'),
    ],
    ['status 302', () => new Response(null, { status: 302, headers: { location: '/' } })],
    ['status 500', json({ allowed: true }, { status: 500 })],
    ['status 201', json({ allowed: true }, { status: 201 })],
    ['a reply without', () => new Response('allowed')],
    ['a reply without', json({ allowed: 'true' })],
    ['a reply without', json({ allowed: 1 })],
    ['a reply without', json([true])],
    ['a reply without', json({})],
    ['new_url changes', json({ allowed: true, new_url: 'rtmp://localhost:1936/app/two' })],
  ])('%s: denied', async (reason, decide) => {
    const { studio, status, reasons } = await stage(decide, { timeout: 60 })
    expect((await failure(studio.publish({ name: 'one' }))) as Error).toMatchObject({
      message: expect.stringContaining(reason),
    })
    expect(await status('playlist.m3u8')).toBe(401)
    expect(reasons()).toEqual([expect.stringContaining(reason)])
  })

  test('optional fields of a wrong type are ignored', async () => {
    const { mock, studio } = await stage(json({ allowed: true, new_url: 7, lifetime: '1', reason: null }))
    await studio.publish({ name: 'one' })
    await mock.clock.advance('1d')
    expect((await studio.streams())[0]).toMatchObject({ isLive: true })
  })

  test('a reset while the control server decides denies', async () => {
    const waiting = deferred<() => unknown>()
    const { mock, studio } = await stage(() => (response) => waiting.resolve(() => response.end('{"allowed":true}')))
    const asked = failure(studio.publish({ name: 'one' }))
    const answer = await waiting.promise
    mock.reset()
    answer()
    expect(await asked).toMatchObject({ message: expect.stringContaining('the mock was reset') })
    expect((await studio.streams()).map(({ isLive }) => isLive)).toEqual([false, false])
  })

  test('a closed port denies, and so does a fault, also a delay in the mock’s time', async () => {
    const { mock, studio, control, status } = await stage()
    const operation = 'ovenstudio.admissionOpening'
    mock.faults.add({ operation, action: 'drop', times: 1 })
    expect(await status('playlist.m3u8')).toBe(401)
    mock.faults.add({ operation, action: 'delay', duration: '1h', times: 1 })
    const asked = failure(studio.publish({ name: 'one' }))
    await expect.poll(() => mock.callbacks.list().length).toBe(2)
    await mock.clock.advance(3000)
    expect(await asked).toMatchObject({ message: expect.stringContaining('no reply: timeout') })
    mock.faults.add({ operation, action: 'delay', duration: '2s', times: 1 })
    const late = status('playlist.m3u8')
    await expect.poll(() => mock.callbacks.list().length).toBe(3)
    await mock.clock.advance('2s')
    expect(await late).toBe(404)
    expect(control.received).toHaveLength(1)
    mock.faults.add({ operation, action: 'duplicate', times: 1 })
    await studio.publish({ name: 'one' })
    expect(control.received).toHaveLength(3)
    await control.close()
    expect(await failure(studio.publish({ name: 'two' }))).toMatchObject({
      message: expect.stringContaining('no reply: connect'),
    })
    expect(() => mock.faults.add({ operation, action: 'reorder' })).toThrow(/there are drop, delay, duplicate/)
  })
})

describe('a viewer', () => {
  test('is asked for at each master playlist, and the URLs in playlists have the session', async () => {
    const { mock, studio, control, get, status, play } = await stage()
    await studio.publish({ name: 'one' })
    await mock.clock.advance('10s')
    const headers = { 'user-agent': 'player/1', 'x-forwarded-for': '198.51.100.7, 10.0.0.1' }
    await get('playlist.m3u8?ticket=a', { headers })
    expect(control.received.at(-1)).toMatchObject({
      direction: 'outgoing',
      protocol: 'llhls',
      url: `${mock.url}/app/one/playlist.m3u8?ticket=a`,
      client: { address: '127.0.0.1', realIp: '198.51.100.7', userAgent: 'player/1' },
    })
    expect(control.bodies.at(-1)).toContain('"protocol":"LLHLS"')
    const media = await play()
    expect(media).toMatch(/^chunklist_0_video_\w{8}_llhls\.m3u8\?session=2_\w{8}$/)
    const text = await (await get(media)).text()
    const files = text
      .split('\n')
      .flatMap((line) => /URI="([^"]+)"/.exec(line)?.[1] ?? (/^\w/.test(line) ? [line] : []))
    expect(files.length).toBeGreaterThan(10)
    for (const file of files) expect(file).toContain(media.split('?')[1])
    expect(await status(files[0]!)).toBe(200)
    expect(control.received).toHaveLength(3)
  })

  test.each(['', '?session=', '?session=1', '?session=1_', '?session=1_xxxxxxxx', '?session=9_KEY', '?session=KEY'])(
    'with the session "%s" gets a 401 for anything but a master playlist',
    async (query) => {
      const { mock, studio, play, status, reasons } = await stage()
      await studio.publish({ name: 'one' })
      await mock.clock.advance('10s')
      const [, chunklist, key] = /^(.*)\?session=1_(\w+)$/.exec(await play())!
      const init = chunklist!.replace('chunklist', 'init').replace('.m3u8', '.m4s')
      expect(await status(`${init}?session=1_${key}`)).toBe(200)
      for (const file of [chunklist, init]) expect(await status(file + query.replace('KEY', key!))).toBe(401)
      expect(reasons()).toEqual(['unknown session', 'unknown session'])
    },
  )

  test('with a lifetime gets a 401 afterwards', async () => {
    const { mock, studio, play, status, reasons } = await stage((admission) => allow(admission, { lifetime: 30_000 }), {
      providers: [],
    })
    await studio.publish({ name: 'one' })
    await mock.clock.advance('10s')
    const media = await play()
    await mock.clock.advance('30s')
    expect(await status(media)).toBe(200)
    await mock.clock.advance(1)
    expect(await status(media)).toBe(401)
    expect(reasons()).toEqual(['session expired'])
  })

  test('who is sent elsewhere gets the other stream', async () => {
    const { mock, studio, play, status } = await stage((admission) =>
      allow(admission, admission.direction === 'outgoing' ? { newUrl: admission.url.replace('/one/', '/two/') } : {}),
    )
    await studio.publish({ name: 'one' })
    await studio.unpublish({ name: 'one' })
    await mock.clock.advance('2m')
    await studio.publish({ name: 'two' })
    await mock.clock.advance('10s')
    expect(await status(await play())).toBe(200)
  })

  test('who makes no request for a while has left', async () => {
    const { mock, studio, control, play, status } = await stage(undefined, { idle: 20_000 })
    await studio.publish({ name: 'one' })
    await mock.clock.advance('10s')
    const headers = { 'user-agent': 'player/1', 'x-real-ip': '198.51.100.7' }
    const media = await play('?ticket=a', headers)
    await mock.clock.advance('15s')
    expect(await status(media)).toBe(200)
    await mock.clock.advance(19_999)
    expect(control.received.filter((one) => one.status === 'closing')).toEqual([])
    await mock.clock.advance(1)
    expect(control.received.at(-1)).toMatchObject({
      status: 'closing',
      direction: 'outgoing',
      url: expect.stringMatching(/\/app\/one\/playlist\.m3u8\?ticket=a$/),
      time: start + 45_000,
      client: { realIp: '127.0.0.1' },
    })
    expect(await status(media)).toBe(401)
  })

  test('needs both a signed URL and the control server, which does not see the signature', async () => {
    const { mock, studio, control, status } = await stage(() => deny())
    await studio.cloudFront({ isSigned: true })
    expect(await status('playlist.m3u8')).toBe(403)
    expect(control.received).toEqual([])
    const body = JSON.stringify({
      stream: { stream_name: 'one' },
      policy: { date_less_than: '2026-01-15T01:00:00Z' },
    })
    const { accessToken } = mock.credentials('ovenstudio')
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` }
    const path = `${mock.url}/ovenstudio/api/v1/apis/aws/cf/signedUrl`
    const { signed_url } = (await (await mock.fetch(path, { method: 'POST', headers, body })).json()) as {
      signed_url: string
    }
    expect((await mock.fetch(`${signed_url}&ticket=a`)).status).toBe(401)
    expect(control.received[0]!.url).toBe(`${mock.url}/app/one/playlist.m3u8?ticket=a`)
  })
})

test('sessions survive a snapshot, and secrets are neither in the journal nor in the list of webhooks', async () => {
  const { mock, studio, play, status } = await stage()
  await studio.publish({ name: 'one', query: 'token=very-secret' })
  await mock.clock.advance('10s')
  const media = await play()
  mock.restore(mock.snapshot())
  expect(await status(media)).toBe(200)
  await mock.clock.advance('2m')
  expect(mock.callbacks.list().map(({ name }) => name)).toEqual([
    'admissionOpening',
    'admissionOpening',
    'admissionClosing',
  ])
  const shown = JSON.stringify([mock.callbacks.list(), mock.journal.requests()])
  expect(shown).toContain('token=[redacted]')
  expect(shown).not.toMatch(/very-secret|onair-admission-secret/)
})

test('a replayed webhook is refused by the receiver when it is old', async () => {
  const { mock, studio, control } = await stage()
  await studio.publish({ name: 'one' })
  expect(await mock.callbacks.replay(1)).toMatchObject({ result: { status: 200 } })
  await mock.clock.advance(300_001)
  expect(await mock.callbacks.replay(1)).toMatchObject({ result: { status: 400 } })
  expect(control.refused).toMatchObject([{ name: 'CallbackError', field: 'request.time' }])
})

test('over a socket, the seed sets the control server and the webhook has the port of the viewer', async () => {
  const now = { value: Date.now() }
  const control = await controlServer(
    () => now.value,
    (admission) => allow(admission),
  )
  const seed = { ovenstudio: { streams: [{ name: 'one' }], admissionWebhooks: { url: control.url, secret } } }
  const mock = await testMock({ providers: ['ovenstudio'], clock: 'system', seed })
  const { url } = await mock.listen()
  await mock.ovenstudio.cloudFront({ isSigned: false })
  await mock.ovenstudio.publish({ name: 'one' })
  await mock.clock.advance('10s')
  const response = await fetch(`${url}/ovenstudio/edge/app/one/playlist.m3u8`)
  expect([response.status, await response.text()]).toEqual([
    200,
    expect.stringMatching(/^chunklist_0_\S+\?session=1_\w{8}$/m),
  ])
  expect(control.received[1]!.client.port).toBeGreaterThan(1023)
})

test.each([
  [{ url: 'ftp://a', secret }, /admissionWebhooks\.url/],
  [{ url: 'http://a' }, /secret/],
  [{ url: 'http://a', secret, timeOut: 1 }, /timeOut/],
  [{ url: 'http://a', secret, utcOffset: 'Z' }, /utcOffset/],
])('the seed refuses the settings %o', async (admissionWebhooks, message) => {
  const seed = { ovenstudio: { admissionWebhooks: admissionWebhooks as never } }
  expect(await failure(testMock({ providers: ['ovenstudio'], seed }))).toMatchObject({
    name: 'RangeError',
    message: expect.stringMatching(message),
  })
})
