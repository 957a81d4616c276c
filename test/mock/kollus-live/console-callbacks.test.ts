import { describe, expect, test } from 'vitest'
import { Visitor } from '../../support/visitor.js'
import { kollusLiveMock, mainStage } from '../caller.js'

const consolePath = '/kollus-live/console'
const path = `${consolePath}/channels/${mainStage}/callback`

async function visited(account = 'alice') {
  const mock = await kollusLiveMock()
  await mock.kollusLive.addAccount({ account: 'oscar' })
  await mock.kollusLive.addAccount({ account: 'olga', role: 'administrator', serviceAccount: 'acme' })
  const visitor = new Visitor({ request: (to: string, init?: RequestInit) => mock.fetch(mock.url + to, init) })
  await visitor.logIn(consolePath, account)
  return { mock, visitor }
}
const urls = { callback_url: '', play_callback_url: 'http://127.0.0.1:9/may', lms: '30:http://127.0.0.1:9/lms' }

describe('the Callback tab of a channel', () => {
  test('is linked from the console, and sets the URLs that players use', async () => {
    const { mock, visitor } = await visited()
    expect(visitor.page).toContain(`href="${path}"`)
    await visitor.get(path)
    expect((await visitor.post(path, urls)).status).toBe(303)
    await visitor.get(path)
    for (const value of [urls.play_callback_url, urls.lms]) expect(visitor.page).toContain(value)
    await mock.kollusLive.publish({ channelKey: mainStage })
    expect(await mock.kollusLive.play({ channelKey: mainStage, player: 'secure' })).toMatchObject({ code: 8670 })
    await mock.kollusLive.play({ channelKey: mainStage })
    expect(mock.callbacks.list().map(({ name, url }) => [name, url])).toEqual([
      ['playbackRequested', urls.play_callback_url],
      ['viewingReported', 'http://127.0.0.1:9/lms'],
    ])
  })

  test('says which field is wrong, keeps what was typed, and changes nothing', async () => {
    const { visitor } = await visited()
    await visitor.get(path)
    const wrong = { callback_url: 'ftp://x', play_callback_url: 'javascript:"1"', lms: '<b>' }
    expect((await visitor.post(path, wrong)).status).toBe(422)
    expect(visitor.page.match(/id="(\w+)-error"/g)).toEqual([
      'id="callback_url-error"',
      'id="play_callback_url-error"',
      'id="lms-error"',
    ])
    expect(visitor.page).toContain('&lt;b&gt;')
    await visitor.get(path)
    expect(visitor.page).not.toContain('ftp://x')
  })

  test.each(['oscar', 'olga'])('does not exist for %s, who may not edit the channel', async (account) => {
    const { mock, visitor } = await visited(account)
    const answer = await visitor.get(path)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, consolePath])
    expect((await visitor.post(path, urls)).headers.get('location')).toBe(consolePath)
    await mock.kollusLive.publish({ channelKey: mainStage })
    expect(await mock.kollusLive.play({ channelKey: mainStage, player: 'secure' })).toMatchObject({ reply: null })
  })
})
