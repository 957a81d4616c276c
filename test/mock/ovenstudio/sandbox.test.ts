import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { Visitor } from '../../support/visitor.js'
import { signedUrl } from './caller.js'
import { filesOf, readMediaPlaylist, readMultivariantPlaylist } from './edge-playlist.js'

/** A sandbox with a stream on air, in a mock without one, and a visitor of its console. */
async function inSandbox() {
  const mock = await testMock({ providers: ['ovenstudio'] })
  const sandbox = mock.sandbox('t1')
  await sandbox.ovenstudio.publish({ name: 'OvenStudio' })
  await sandbox.clock.advance('30s')
  const { origin } = new URL(mock.url)
  const visitor = new Visitor({ request: (path, init) => mock.fetch(origin + path, init) })
  const consolePath = '/t/t1/ovenstudio/console'
  await visitor.logIn(consolePath, 'alice')
  return { mock, sandbox, visitor, consolePath }
}

describe('in a sandbox', () => {
  test('a signed URL stays in the sandbox, and so do the files that its playlists name', async () => {
    const { mock, sandbox } = await inSandbox()
    const url = await signedUrl(sandbox)
    expect(url).toMatch(/^http:\/\/onair\.localhost\/t\/t1\/ovenstudio\/edge\/app\/OvenStudio\/playlist\.m3u8\?/)
    const [child] = readMultivariantPlaylist(await (await mock.fetch(url)).text())
    const media = new URL(child, url)
    const files = filesOf({ ...readMediaPlaylist(await (await mock.fetch(media)).text()), hint: null })
    for (const file of files) expect((await mock.fetch(new URL(file, media))).status).toBe(200)
    expect((await mock.fetch(url.replace('/t/t1', ''))).status).toBe(403)
  })

  test('the console links to the sandbox only', async () => {
    const { visitor, consolePath } = await inSandbox()
    for (const path of ['/streams', '/streams/OvenStudio', '/settings/rest-api', '/settings/aws-cloudfront']) {
      expect((await visitor.get(consolePath + path)).status).toBe(200)
      const targets = [...visitor.page.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, target]) => target!)
      expect(targets.length).toBeGreaterThan(4)
      const isOurs = (target: string) => `${target}/`.startsWith(`${consolePath}/`) || target.startsWith('/t/t1/_mock/')
      expect(targets.filter((target) => !isOurs(target))).toEqual([])
    }
    const answer = await visitor.post(`${consolePath}/settings/rest-api`, {})
    expect(answer.headers.get('location')).toBe(`${consolePath}/settings/rest-api`)
  })

  test('the Signed Edge URL of the console plays', async () => {
    const { mock, visitor, consolePath } = await inSandbox()
    await visitor.get(`${consolePath}/streams/OvenStudio`)
    const [, url] = /<dt>Signed Edge URL<\/dt><dd>.*?<code>([^<]*)</.exec(visitor.page)!
    expect((await mock.fetch(url!.replaceAll('&amp;', '&'))).status).toBe(200)
  })
})
