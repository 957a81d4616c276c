import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { afterAll, expect, test } from 'vitest'
import { ChatsDocument, createDLive, dliveAuth } from '../../src/dlive/index.js'
import { unwrap } from '../../src/index.js'
import { fileStore } from '../../src/node.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { startExample } from '../support/example.js'
import { freePort } from '../support/free-port.js'
import { testMock } from '../support/mock.js'
import { hasRedis, startRedis } from '../support/redis.js'

const folder = mkdtempSync(join(tmpdir(), 'onair-programs-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A busy machine takes seconds to start a process. */
const soon = { timeout: 20_000 }

/** The environment of a program, as `onair mock --env` gives it. */
const kollusEnv = ({ clientId, clientSecret, serviceAccount }: Record<string, string>, url: string) => ({
  ONAIR_URL: url,
  KOLLUS_LIVE_CLIENT_ID: clientId!,
  KOLLUS_LIVE_CLIENT_SECRET: clientSecret!,
  KOLLUS_LIVE_SERVICE_ACCOUNT: serviceAccount!,
})

test('the chat bot answers, thanks, goes on after a lost connection, and ends on SIGTERM', async () => {
  const mock = await testMock({ providers: ['dlive'], clock: 'system' })
  const { url } = await mock.listen()
  const credentials = mock.credentials('dlive')
  const ONAIR_STORE = join(folder, 'dlive.json')
  const auth = dliveAuth({ ...credentials, baseUrl: url, store: fileStore(ONAIR_STORE) })
  const begun = await auth.begin({ account: 'default', scopes: ['identity', 'chat:write'] })
  await auth.complete(await mock.approve(begun.url))
  const { clientId, clientSecret } = credentials
  const env = { ONAIR_URL: url, ONAIR_STORE, DLIVE_CLIENT_ID: clientId, DLIVE_CLIENT_SECRET: clientSecret }
  const bot = startExample('programs/chat-bot.ts', env, 'alice')
  await bot.printed(/Listening to the chat of alice/)
  await mock.dlive.subscribed({ streamer: 'alice' })

  const dlive = createDLive({ auth: auth.account('default'), baseUrl: url })
  const messages = async () => {
    const { user } = unwrap(await dlive.query(ChatsDocument, { username: 'alice', count: 20 }))
    return user?.chats.map((event) => 'content' in event && event.content)
  }
  await mock.dlive.gift({ streamer: 'alice', gift: 'DIAMOND', amount: 2 })
  await expect.poll(messages, soon).toContain('Thanks for 200 lemons, Bob!')
  mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
  await expect.poll(bot.said, soon).toContain('The connection is lost')
  await mock.dlive.publish({ username: 'alice', title: 'Cooking' })
  await mock.dlive.subscribed({ streamer: 'alice' })
  await mock.dlive.chat({ streamer: 'alice', text: '!title' })
  await expect.poll(messages, soon).toContain('Cooking')

  bot.child.kill('SIGTERM')
  expect(await bot.finished).toMatchObject({ code: 0, err: expect.stringMatching(/^The connection is lost.*\n$/) })
})

test('one encoder gets the addresses of three providers, and the program says when it is on air', async () => {
  const mock = await testMock({ providers: ['kollus-live', 'livepush', 'dlive'], clock: 'system' })
  const { url } = await mock.listen()
  const channelKey = (await mock.kollusLive.channels())[0]!.key
  const GIVEN = join(folder, 'given.txt')
  const env = {
    ONAIR_URL: url,
    GIVEN,
    KOLLUS_LIVE_TOKEN: (await mock.grant('kollus-live')).accessToken,
    KOLLUS_LIVE_SERVICE_ACCOUNT: mock.credentials('kollus-live').serviceAccount,
    KOLLUS_LIVE_CHANNEL: channelKey,
    LIVEPUSH_TOKEN: (await mock.grant('livepush')).accessToken,
    DLIVE_TOKEN: (await mock.grant('dlive')).accessToken,
  }
  // Stands for ffmpeg: it runs until it is stopped.
  const encoder = "require('fs').writeFileSync(process.env.GIVEN, process.argv.at(-1)); setInterval(() => {}, 1000)"
  const program = startExample('programs/go-live.ts', env, process.execPath, '-e', encoder)
  await expect.poll(() => existsSync(GIVEN), soon).toBe(true)
  const outputs = readFileSync(GIVEN, 'utf8').split('|')
  const key = await mock.dlive.streamKey({ username: 'alice' })
  expect(outputs).toEqual([
    expect.stringMatching(/^\[f=flv\]rtmp:/),
    expect.stringMatching(/^\[f=flv\]rtmp:\/\/stream\.livepush\.io\/live\/.+/),
    `[f=flv]rtmp://stream.dlive.tv/live/${key}`,
  ])
  await mock.kollusLive.publish({ channelKey, streamKey: outputs[0]!.split('/').at(-1)! })
  await program.printed(/Main stage is on air/)
  program.child.kill('SIGTERM')
  await program.finished
  expect(program.said()).not.toContain('rtmp:')
})

test('the receiver of callbacks keeps each event once, also over a restart, and refuses what is not a callback', async () => {
  const mock = await testMock({ providers: ['kollus-live'], clock: 'system' })
  const { url } = await mock.listen()
  const EVENTS_FILE = join(folder, 'events.ndjson')
  const env = {
    ...kollusEnv(mock.credentials('kollus-live'), url),
    EVENTS_FILE,
    CALLBACK_PATH: '/hidden',
    PORT: String(await freePort()),
  }
  const first = startExample('web-app/kollus-callbacks.ts', env)
  const [address] = await first.printed(/http:\S+/)
  const channelKey = (await mock.kollusLive.channels())[0]!.key
  await mock.kollusLive.setCallbackUrl({ channelKey, url: address })
  const broadcast = await mock.kollusLive.publish({ channelKey })
  await first.printed(/start, on air: true/)
  expect((await fetch(address, { method: 'POST', body: new URLSearchParams({ a: '1' }) })).status).toBe(400)
  expect((await fetch(new URL('/', address), { method: 'POST' })).status).toBe(404)
  first.child.kill('SIGTERM')
  await first.finished

  const second = startExample('web-app/kollus-callbacks.ts', env)
  await second.printed(/http:/)
  expect(await mock.callbacks.replay(mock.callbacks.list()[0]!.id)).toMatchObject({ result: { status: 200 } })
  await mock.kollusLive.drop({ channelKey })
  await second.printed(/pause/)
  const kept = readFileSync(EVENTS_FILE, 'utf8').trim().split('\n')
  expect(kept.map((line) => JSON.parse(line))).toEqual([
    [broadcast.key, 'start'],
    [broadcast.key, 'pause'],
  ])
})

test('a page plays a private channel of Kollus Live, with a receiver that decides who may watch and hears how far', async () => {
  const mock = await testMock({ providers: ['kollus-live'], clock: 'system' })
  const { url } = await mock.listen()
  const channelKey = (await mock.kollusLive.channels())[0]!.key
  const { securityKey, customKey } = await mock.kollusLive.playerKeys()
  const app = startExample('web-app/kollus-playback.ts', {
    ONAIR_URL: url,
    KOLLUS_LIVE_CHANNEL: channelKey,
    KOLLUS_LIVE_SECURITY_KEY: securityKey,
    KOLLUS_LIVE_CUSTOM_KEY: customKey,
    CALLBACK_PATH: '/hidden',
    PORT: String(await freePort()),
  })
  const [, origin] = await app.printed(/(http:\S+) /)
  const framed = async (viewer: string) => {
    const page = await (await fetch(`${origin}/?viewer=${viewer}`)).text()
    return /src="([^"]+)"/.exec(page)![1]!.replaceAll('&amp;', '&')
  }
  await mock.kollusLive.setVisibility({ channelKey, visibility: 'private' })
  await mock.kollusLive.setPlayCallbackUrl({ channelKey, url: `${origin}/hidden/may-play` })
  await mock.kollusLive.setLms({ channelKey, lines: `30:${origin}/hidden/progress` })
  await mock.kollusLive.publish({ channelKey })

  expect(await (await fetch(await framed('viewer-1'))).text()).toContain('on air')
  const play = async (viewer: string) => mock.kollusLive.play({ url: await framed(viewer), player: 'secure' })
  expect(await play('viewer-1')).toMatchObject({ status: 'playing', reply: { result: 1 } })
  await app.printed(/viewer-1 has watched for 0 s/)
  expect(await play('viewer-2')).toMatchObject({ code: 8673, message: 'Please subscribe.' })

  const from = { origin: 'https://v-live-kr.kollus.com' }
  const preflight = await fetch(`${origin}/hidden/progress`, { method: 'OPTIONS', headers: from })
  expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, from.origin])
  expect((await fetch(`${origin}/hidden/may-play`, { method: 'POST', body: '{}' })).status).toBe(400)
  expect(app.said()).not.toMatch(/eyJ|not-a-real/)
})

test('the control server lets a publisher with the key in, and others out, and counts who is inside', async () => {
  const mock = await testMock({ providers: ['ovenstudio'], clock: 'system' })
  const env = { OME_SECRET: 'a-shared-secret', PUBLISH_KEY: 'k', PORT: String(await freePort()) }
  const control = startExample('web-app/admission.ts', env)
  const [url] = await control.printed(/http:\S+/)
  await mock.ovenstudio.admissionWebhooks({ settings: { url, secret: env.OME_SECRET } })
  await expect(mock.ovenstudio.publish({ name: 'one', query: 'key=other' })).rejects.toThrow('denied: wrong key')
  await mock.ovenstudio.publish({ name: 'one', query: 'key=k' })
  await control.printed(/rtmp entered \/app\/one, 1 inside/)
  await mock.ovenstudio.unpublish({ name: 'one' })
  await control.printed(/rtmp left \/app\/one, 0 inside/)
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(400)
})

test.skipIf(!hasRedis)('three workers share a queue, one token and the limit of one call a second', async () => {
  const mock = await testMock({ providers: ['kollus-live'], clock: 'system' })
  const { url } = await mock.listen()
  const redis = await startRedis()
  const client = createClient({ url: redis.url })
  try {
    await client.connect()
    const keys = (await mock.kollusLive.channels()).map(({ key }) => key).slice(0, 3)
    await client.rPush('channels', keys)
    const env = { ...kollusEnv(mock.credentials('kollus-live'), url), REDIS_URL: redis.url }
    const workers = [1, 2, 3].map(() => startExample('programs/worker.ts', env))
    const ended = await Promise.all(workers.map(({ finished }) => finished))
    expect(ended.map(({ code, err }) => ({ code, err }))).toEqual(workers.map(() => ({ code: 0, err: '' })))
    expect(Object.keys(await client.hGetAll('on-air')).sort()).toEqual(keys.sort())
    expect(await client.lLen('channels:started')).toBe(0)
    expect(mock.journal.requests({ operation: 'kollus-live.exchangeToken' })).toHaveLength(1)
    expect(mock.journal.requests({ status: 429 })).toEqual([])
  } finally {
    client.destroy()
    await redis.kill()
  }
})

test.skipIf(!chromium)(
  'a page plays a signed stream, and goes on with a new URL when the first has ended',
  async () => {
    const mock = await testMock({ providers: ['ovenstudio'], clock: 'system' })
    const { url } = await mock.listen()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    const { accessToken } = mock.credentials('ovenstudio')
    const env = {
      ONAIR_URL: url,
      OVENSTUDIO_ACCESS_TOKEN: accessToken,
      SECONDS: '3',
      PORT: String(await freePort()),
    }
    const app = startExample('web-app/playback.ts', env)
    const [origin] = await app.printed(/http:\S+/)
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.goto(origin)
      const signed = () => mock.journal.requests({ operation: 'ovenstudio.createSignedUrl', status: 200 }).length
      const time = () => page.evaluate<number>('document.querySelector("video").currentTime')
      await expect.poll(time, soon).toBeGreaterThan(0)
      await expect.poll(signed, soon).toBeGreaterThan(1)
      const before = await time()
      await expect.poll(time, soon).toBeGreaterThan(before)
      expect(app.said()).not.toMatch(/Signature=|Policy=/)
    } finally {
      await browser.close()
    }
  },
)
