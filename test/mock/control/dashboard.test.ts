import { describe, expect, test } from 'vitest'
import { providerNames, type Mock } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { allow } from '../../../src/ovenmediaengine/index.js'
import { bearer } from '../caller.js'
import { controlServer, secret } from '../ovenstudio/control-server.js'
import { receiver } from '../receiver.js'
import { Reader } from './visit.js'

const pages = ['', ...providerNames, 'faults', 'journal', 'journal/1', 'callbacks', 'timeline', 'live']

async function reading(path = '', options: Parameters<typeof testMock>[0] = {}) {
  const mock = await testMock(options)
  const reader = new Reader(mock)
  await reader.open(path)
  return { mock, reader }
}

const hostile = `<img src=x onerror=alert(1)>"'&`

/** Sends requests that no operation answers. */
async function ask(mock: Mock, count: number, path = '/livepush/nowhere') {
  for (let number = 1; number <= count; number++) await mock.fetch(`${mock.url}${path}/${number}`)
}

describe('every page of the dashboard', () => {
  test('is complete without a script, under a policy that allows only its own resources', async () => {
    const mock = await testMock()
    const reader = new Reader(mock)
    await ask(mock, 1)
    for (const page of pages) {
      const { status, headers } = await reader.open(page)
      expect([page, status]).toEqual([page, 200])
      const policy = headers.get('content-security-policy')!
      expect(policy).toMatch(/^default-src 'none'; /)
      expect(policy).toMatch(/script-src 'sha256-[^']+'/)
      expect(policy).not.toContain('unsafe')
      expect(reader.page).not.toMatch(/ on\w+=|style="/)
    }
  })

  test('in a sandbox links to addresses of that sandbox only', async () => {
    const mock = await testMock()
    const sandbox = mock.sandbox('t1')
    await mock.fetch(`${sandbox.url}/livepush/nowhere`)
    const reader = new Reader(sandbox, '/t/t1')
    for (const page of pages) {
      expect((await reader.open(page)).status).toBe(200)
      const links = [...reader.page.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, link]) => link!)
      expect(links.filter((link) => !link.startsWith('/t/t1/'))).toEqual([])
    }
    await reader.open()
    await reader.press('+1 hour')
    expect(sandbox.clock.now() - mock.clock.now()).toBe(3_600_000)
  })

  test('escapes names from users, clients and requests', async () => {
    const { mock, reader } = await reading('', { seed: { livepush: { accounts: [hostile] } } })
    await mock.fetch(`${mock.url}/livepush/${encodeURIComponent(hostile)}`)
    mock.faults.add({ operation: 'livepush.listStreams', action: 'drop' })
    await mock.ovenstudio.publish({ name: 'a"><script>' })
    for (const page of [
      ...pages,
      `journal?path=${encodeURIComponent(hostile)}`,
      `faults?operation=${encodeURIComponent(hostile)}`,
    ]) {
      expect((await reader.open(page)).status).toBe(200)
      expect(reader.page).not.toContain('<img')
      expect(reader.page).not.toContain('"><script>')
    }
    await reader.open('livepush')
    expect(reader.text).toContain(hostile)
  })

  test('refuses a form without the token of a page of this mock', async () => {
    const { mock, reader } = await reading()
    const before = mock.clock.now()
    await reader.send('clock/advance', { duration: '1h', form_token: 'forged' })
    expect(reader.status).toBeGreaterThanOrEqual(400)
    expect(mock.clock.now()).toBe(before)
  })

  test('is 404 for an unknown provider, request or page', async () => {
    const { reader } = await reading()
    for (const page of ['nothing', 'journal/999', 'livepush/nothing']) {
      expect([page, (await reader.open(page)).status]).toEqual([page, 404])
    }
  })
})

describe('the live page', () => {
  test('shows what is on air, who watches, and what the receivers of callbacks said', async () => {
    const { mock, reader } = await reading('live', { providers: ['ovenstudio'] })
    expect(reader.text).toContain('Nothing is on air')
    const control = await controlServer(
      () => mock.clock.now(),
      (admission) => allow(admission),
    )
    await mock.ovenstudio.admissionWebhooks({ settings: { url: control.url, secret } })
    await mock.ovenstudio.cloudFront({ isSigned: false })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await mock.fetch(`${mock.url}/ovenstudio/edge/app/OvenStudio/playlist.m3u8`)
    await reader.open('live')
    expect(reader.text).toMatch(/OvenStudio\s*on air/)
    expect(reader.page).toMatch(/<video [^>]*data-playlist="[^"]*\/edge\/app\/OvenStudio\/playlist\.m3u8"/)
    expect(reader.text).toMatch(/127\.0\.0\.1\s*2026-01-15 00:00:00\s*LLHLS/)
    expect(reader.text).toMatch(/ovenstudio\.admissionOpening[\s\S]*200\s*allowed/)
    await mock.ovenstudio.unpublish({ name: 'OvenStudio' })
    expect((await reader.open('live')) && reader.text).toContain('Nothing is on air')
  })
})

describe('the overview', () => {
  test('advances the clock and shows the fired events', async () => {
    const { mock, reader } = await reading()
    const [stream] = await mock.livepush.streams()
    await mock.livepush.publish({ streamId: stream!.id })
    await mock.livepush.unpublish({ streamId: stream!.id })
    const before = mock.clock.now()
    await reader.press('+1 year')
    expect(mock.clock.now() - before).toBe(31_536_000_000)
    expect(reader.text).toContain('advanced by 1 year')
    expect(reader.text).toContain('livepush.recording-queued')
    await reader.send('clock/advance', { duration: '90s' })
    expect(mock.clock.now() - before).toBe(31_536_090_000)
  })

  test('shows a wrong duration at its field, and keeps the input', async () => {
    const { reader } = await reading()
    await reader.send('clock/advance', { duration: 'soon' })
    expect(reader.status).toBe(422)
    expect(reader.problemAt('duration')).toContain('is not a duration')
    expect(reader.page).toContain('value="soon"')
  })

  test('freezes and resumes the clock', async () => {
    const { mock, reader } = await reading()
    await reader.press('Freeze')
    expect(mock.clock.isFrozen).toBe(true)
    expect(reader.text).toContain('frozen')
    await reader.press('Resume')
    expect(mock.clock.isFrozen).toBe(false)
  })

  test('restores an uploaded snapshot, and refuses another file at the field', async () => {
    const { mock, reader } = await reading()
    const snapshot = mock.snapshot()
    await mock.clock.advance('1h')
    await reader.send('restore', { snapshot: JSON.stringify(snapshot) })
    expect(mock.snapshot()).toEqual(snapshot)
    expect(reader.text).toContain('The snapshot was restored.')
    await reader.send('restore', { snapshot: 'not JSON' })
    expect([reader.status, reader.problemAt('snapshot')]).toEqual([422, expect.stringContaining('not a snapshot')])
    await reader.send('restore', { snapshot: '{}' })
    expect(reader.status).toBe(422)
  })

  test('resets the mock, creates a sandbox and deletes it', async () => {
    const { mock, reader } = await reading()
    await ask(mock, 2)
    await reader.press('Reset everything')
    expect(mock.journal.requests()).toEqual([])
    await reader.send('sandboxes', { name: 'team-a' })
    expect(mock.sandboxes()).toEqual(['team-a'])
    expect(reader.page).toContain('href="/t/team-a/_mock/"')
    await reader.press('Delete team-a')
    expect(mock.sandboxes()).toEqual([])
    await reader.send('sandboxes', { name: 'a/b' })
    expect(reader.problemAt('sandbox')).toContain('name of a sandbox')
  })
})

describe('the page of a provider', () => {
  test.each(providerNames)('of %s publishes to a stream and ends it with one click each', async (name) => {
    const { mock, reader } = await reading(name)
    const onAir = () => [...reader.page.matchAll(/pill live/g)].length
    const before = onAir()
    const [, publish] = /aria-label="(Publish [^"]*)"/.exec(reader.page)!
    await reader.press(publish!)
    expect(onAir()).toBe(before + 1)
    await reader.press(publish!.replace('Publish', 'Unpublish'))
    expect(onAir()).toBe(before)
    expect(mock.journal.requests()).toEqual([])
  })

  test('runs a control from its form: defaults, choices, null, and the error at each field', async () => {
    const { mock, reader } = await reading('kollus-live')
    const [channel] = await mock.kollusLive.channels()
    const { key } = channel!
    await reader.send('kollus-live/controls/setCallbackUrl', { 'input.channelKey': key, 'input.url': 'ftp://x' })
    expect(reader.problemAt('control-setCallbackUrl-url')).toBe('pass an absolute URL with http or https.')
    expect(reader.page).toContain('value="ftp://x"')
    await reader.send('kollus-live/controls/setCallbackUrl', {
      'input.channelKey': key,
      'input.url': 'http://localhost:1/',
    })
    expect(reader.text).toContain('Done.')
    await reader.send('kollus-live/controls/setCallbackUrl', { 'input.channelKey': key, 'input.url': '' })
    expect(reader.status).toBe(200)
    await reader.send('kollus-live/controls/addAccount', { 'input.account': 'bob', 'input.role': '' })
    expect(reader.text).toContain('bob')
    await reader.send('kollus-live/controls/publish', { 'input.channelKey': 'nothing' })
    expect([reader.status, reader.text]).toEqual([422, expect.stringContaining("There is no channel 'nothing'")])
    await reader.send('kollus-live/controls/publish', {})
    expect(reader.problemAt('control-publish-channelKey')).toBe('Give it a value.')
  })

  test('issues tokens and shows them once; a revoked grant is refused', async () => {
    const { mock, reader } = await reading('livepush')
    await reader.send('livepush/grants', [
      ['account', 'alice'],
      ['scope', 'profile.read'],
    ])
    const [, token] = /Access token<\/dt><dd><span class="copied"><code>([^<]+)</.exec(reader.page)!
    const call = bearer(mock, token!, 'livepush/squid')
    expect((await call('GET', '/account/this')).status).toBe(200)
    await reader.open('livepush')
    expect(reader.page).not.toContain(token)
    const last = mock.grants('livepush').at(-1)!
    expect(last.scopes).toEqual(['profile.read'])
    await reader.send('livepush/revoke', { id: last.id })
    expect((await call('GET', '/account/this')).status).toBe(401)
    await reader.send('livepush/grants', [['account', 'mallory']])
    expect([reader.status, reader.text]).toEqual([422, expect.stringContaining("There is no account 'mallory'")])
  })
})

describe('the page of faults', () => {
  test('sets a fault from its form, counts it, and clears it', async () => {
    const { mock, reader } = await reading('faults?operation=livepush.listStreams&action=status&status=503')
    expect(reader.page).toContain('value="livepush.listStreams"')
    await reader.send('faults', {
      operation: 'livepush.listStreams',
      action: 'status',
      status: '503',
      duration: 'not looked at',
    })
    const { accessToken } = await mock.grant('livepush')
    const call = bearer(mock, accessToken, 'livepush/octopus')
    expect((await call('GET', '/streams/mine')).status).toBe(503)
    await reader.open('faults')
    expect(reader.text).toContain('status 503')
    await reader.press('Clear status on livepush.listStreams')
    expect(mock.faults.list()).toEqual([])
  })

  test('shows each error at its field', async () => {
    const { reader } = await reading('faults')
    await reader.send('faults', { operation: '', action: 'status', status: '200', nth: '0' })
    expect(reader.status).toBe(422)
    expect(reader.problemAt('operation')).toBe('Name an operation.')
    expect(reader.problemAt('status')).toContain('from 400 to 599')
    expect(reader.problemAt('nth')).toContain('whole number above 0')
    await reader.send('faults', { operation: 'livepush.listStream', action: 'drop' })
    expect(reader.text).toContain("Did you mean 'listStreams'?")
  })
})

describe('the journal', () => {
  test('has pages of 50, newest first, and keeps filters across pages', async () => {
    const { mock, reader } = await reading()
    await ask(mock, 60, '/livepush/nowhere')
    await ask(mock, 3, '/dlive/elsewhere')
    await reader.open('journal')
    expect(reader.text).toContain('63 requests')
    expect(reader.page.indexOf('/dlive/elsewhere/3')).toBeLessThan(reader.page.indexOf('/dlive/elsewhere/2'))
    expect(reader.page).not.toContain('/livepush/nowhere/13<')
    await reader.open('journal?provider=livepush&path=nowhere')
    const [, older] = /href="\/_mock\/(journal\?[^"]*before=[^"]*)"/.exec(reader.page)!
    expect(older).toContain('provider=livepush')
    await reader.open(older!.replaceAll('&amp;', '&'))
    expect(reader.page).toContain('/livepush/nowhere/1<')
    await reader.open('journal?status=200')
    expect(reader.text).toContain('No request matches the filter.')
  })

  test('opens a request: the reason of its refusal, the rule, and a button to turn it into a fault', async () => {
    const { mock, reader } = await reading()
    await mock.fetch(`${mock.url}/livepush/octopus/streams/mine`, { headers: { authorization: 'Bearer s3cret-token' } })
    const { id } = mock.journal.requests()[0]!
    await reader.open(`journal/${id}`)
    expect(reader.text).toContain('livepush.listStreams')
    expect(reader.page).not.toContain('s3cret-token')
    expect(reader.page).toContain('faults?operation=livepush.listStreams&amp;action=status&amp;status=401')
  })
})

describe('the pages of callbacks and of the timeline', () => {
  test('show each attempt of a callback, and replay it', async () => {
    const { mock, reader } = await reading()
    const { url, received } = await receiver(500)
    const [channel] = await mock.kollusLive.channels()
    await mock.kollusLive.setCallbackUrl({ channelKey: channel!.key, url })
    await mock.kollusLive.publish({ channelKey: channel!.key })
    await reader.open('callbacks')
    expect(reader.text).toContain('500')
    const [, replay] = /aria-label="(Replay [^"]*)"/.exec(reader.page)!
    await reader.press(replay!)
    expect(received).toHaveLength(2)
    expect(reader.text).toContain('The response is 200')
  })

  test('link to the next event of the clock, or the next expiry of a token', async () => {
    const { mock, reader } = await reading()
    const [stream] = await mock.livepush.streams()
    await mock.livepush.publish({ streamId: stream!.id })
    await mock.livepush.unpublish({ streamId: stream!.id })
    await reader.open('timeline')
    expect(reader.text).toContain('livepush.recording-queued')
    expect(reader.text).toContain('access token expires')
    const { at } = mock.clock.scheduled()[0]!
    const [, first] = /aria-label="(Advance to [^"]*)"/.exec(reader.page)!
    await reader.press(first!)
    expect(mock.clock.now()).toBe(at)
  })
})
