import { createHmac } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { verifyKollusPlayUrl } from '../../../src/kollus-live/index.js'
import { kollusLiveMock, mainStage } from '../caller.js'

const numRuns = Number(process.env.ONAIR_RUNS ?? 200)
const start = Date.UTC(2026, 0, 15)
const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** Values that belong to no claim, and times around now. */
const odd = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.constantFrom(2 ** 53 - 1, 8.64e12, 8.64e12 + 1))
const often = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd })
const time = often(fc.integer({ min: start / 1000 - 2, max: start / 1000 + 8 }))
const channel = often(fc.constantFrom(mainStage, 'nope'))
const user = often(fc.string())
const claims = fc.record(
  {
    live_media_channel_key: channel,
    lmckey: channel,
    client_user_id: user,
    cuid: user,
    expire_time: time,
    expt: time,
    play_expt: time,
    title: odd,
    chatting_policy: odd,
    player_version: odd,
  },
  { requiredKeys: ['lmckey', 'expt'] },
)
/** What is done to a token after it is signed. */
const change = fc.oneof(
  { weight: 4, arbitrary: fc.constant((token: string) => token) },
  fc.constantFrom(
    (token: string) => `${token}=`,
    (token: string) => ` ${token}`,
    (token: string) => `${token}.`,
    (token: string) => token.slice(0, -1),
    (token: string) => token.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
  ),
)
const header = fc.constantFrom('{"alg":"HS256"}', '{"typ": "JWT", "alg": "HS256"}', '{"alg":"none"}', '{}', '[]')

test('the mock opens exactly the URLs that the client verifies, for a channel on air and until the play time', async () => {
  const mock = await kollusLiveMock()
  await mock.kollusLive.publish({ channelKey: mainStage })
  const { securityKey, customKey } = await mock.kollusLive.playerKeys()
  const agree = async (payload: object, head: string, changed: (token: string) => string) => {
    const signed = [head, JSON.stringify(payload)].map(base64url).join('.')
    const jwt = changed(`${signed}.${createHmac('sha256', securityKey).update(signed).digest('base64url')}`)
    const url = `${mock.url}/kollus-live/player/si?${new URLSearchParams({ jwt, custom_key: customKey })}`
    const verdict = await verifyKollusPlayUrl(url, { securityKey, customKey, now: start })
    const opens = verdict.ok && verdict.channelKey === mainStage && (verdict.playUntil ?? Infinity) > start
    const response = await mock.fetch(url)
    expect([response.status, await response.json()]).toMatchObject(
      opens ? [200, { channel_key: mainStage }] : [403, { code: expect.any(Number) }],
    )
    expect((await mock.fetch(url.replace('/si?', '/s?'))).status).toBe(200)
  }
  await fc.assert(fc.asyncProperty(claims, header, change, agree), { numRuns })
})
