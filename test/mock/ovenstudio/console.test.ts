import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { Visitor } from '../../support/visitor.js'
import { testMock } from '../../support/mock.js'
import { anHour, bearer, sign } from './caller.js'

const consolePath = '/ovenstudio/console'
const tokens = `${consolePath}/settings/rest-api`
const cloudfront = `${consolePath}/settings/aws-cloudfront`
const streams = `${consolePath}/streams`

const visitorOf = (mock: Mock) =>
  new Visitor({ request: (path: string, init?: RequestInit) => mock.fetch(mock.url + path, init) })

async function loggedIn() {
  const mock = await testMock({ providers: ['ovenstudio'] })
  const visitor = visitorOf(mock)
  await visitor.logIn(consolePath, 'alice')
  return { mock, visitor }
}

/** The value of a token on the page, or undefined. */
const shown = ({ page }: Visitor) => /<section class="notice"[\s\S]*?<code>([^<]*)</.exec(page)?.[1]

const status = async (mock: Mock, token: string) => (await sign(mock, anHour, bearer(mock, token))).status

describe('the console', () => {
  test.each([tokens, cloudfront, streams, `${streams}/OvenStudio`])('asks to log in first at %s', async (path) => {
    const mock = await testMock({ providers: ['ovenstudio'] })
    const answer = await mock.fetch(mock.url + path)
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `${consolePath}/login?${new URLSearchParams({ next: path })}`,
    ])
  })

  test('continues to the requested page, and nowhere else', async () => {
    const mock = await testMock({ providers: ['ovenstudio'] })
    const logIn = async (next: string) => {
      const query = new URLSearchParams({ next })
      const answer = await visitorOf(mock).post(`${consolePath}/login?${query}`, {
        account: 'alice',
        password: 'alice',
      })
      return answer.headers.get('location')
    }
    expect(await logIn(tokens)).toBe(tokens)
    for (const next of ['https://example.com/', '//example.com', '/livepush/console', ''])
      expect(await logIn(next)).toBe(consolePath)
  })

  test('ends the session at log-out', async () => {
    const { visitor } = await loggedIn()
    expect((await visitor.post(`${consolePath}/logout`, {})).headers.get('location')).toBe(`${consolePath}/login`)
    expect((await visitor.get(tokens)).status).toBe(302)
  })

  test.each([
    tokens,
    `${tokens}/1/renew`,
    `${tokens}/1/delete`,
    `${cloudfront}/credentials`,
    `${cloudfront}/refresh`,
    `${cloudfront}/distribution`,
    `${cloudfront}/signed-url`,
    streams,
  ])('refuses a form at %s that is not from a page of the session', async (path) => {
    const { mock, visitor } = await loggedIn()
    const answer = await visitor.post(path, { form_token: 'f'.repeat(40), name: 'More', signed: 'off' })
    expect(answer.status).toBe(419)
    expect(await status(mock, mock.credentials('ovenstudio').accessToken)).toBe(200)
    expect(await mock.ovenstudio.streams()).toHaveLength(2)
  })
})

describe('Settings → REST API → Tokens', () => {
  test('generates a token that works, and shows its value once', async () => {
    const { mock, visitor } = await loggedIn()
    await visitor.get(tokens)
    expect(shown(visitor)).toBeUndefined()
    const answer = await visitor.post(tokens, {})
    expect([answer.status, answer.headers.get('location')]).toEqual([303, tokens])
    await visitor.get(tokens)
    const value = shown(visitor)!
    expect(visitor.page).toContain('Token generated')
    expect(await status(mock, value)).toBe(200)
    await visitor.get(tokens)
    expect(visitor.page).not.toContain(value)
  })

  test('shows the value of the mock’s initial token, while it works', async () => {
    const { mock, visitor } = await loggedIn()
    const { accessToken } = mock.credentials('ovenstudio')
    await visitor.get(tokens)
    expect(visitor.page).toContain(`This token is part of the mock’s seed`)
    expect(visitor.page).toContain(`<code>${accessToken}</code>`)
    await visitor.post(`${tokens}/1/delete`, {})
    await visitor.get(tokens)
    expect(visitor.page).not.toContain('This token is part of the mock’s seed')
  })

  test('renews a token: the old value is invalid at once, the new one is shown once', async () => {
    const { mock, visitor } = await loggedIn()
    const old = mock.credentials('ovenstudio').accessToken
    await visitor.get(tokens)
    await visitor.post(`${tokens}/1/renew`, {})
    expect(await status(mock, old)).toBe(401)
    await visitor.get(tokens)
    const value = shown(visitor)!
    expect(visitor.page).toContain('Token renewed')
    expect(visitor.page).not.toContain(old)
    expect(await status(mock, value)).toBe(200)
    await visitor.get(tokens)
    expect(visitor.page).not.toContain(value)
  })

  test('deletes a token for good', async () => {
    const { mock, visitor } = await loggedIn()
    await visitor.get(tokens)
    await visitor.post(`${tokens}/1/delete`, {})
    expect(await status(mock, mock.credentials('ovenstudio').accessToken)).toBe(401)
    await visitor.get(tokens)
    expect(visitor.page).toContain('There are no tokens.')
    await visitor.post(tokens, {})
    await visitor.get(tokens)
    const value = shown(visitor)!
    for (const path of [`${tokens}/1/renew`, `${tokens}/1/delete`, `${tokens}/9/renew`]) await visitor.post(path, {})
    await visitor.get(tokens)
    expect(shown(visitor)).toBeUndefined()
    expect(await status(mock, value)).toBe(200)
  })
})

describe('Settings → AWS CloudFront', () => {
  test('has links in the first state: credentials, refresh, enable, switch on', async () => {
    const { mock, visitor } = await loggedIn()
    const token = mock.credentials('ovenstudio').accessToken
    await mock.ovenstudio.cloudFront({ isLinked: false, isEnabled: false, isSigned: false })
    const after = async (path: string, form: Record<string, string> = {}) => {
      expect((await visitor.post(`${cloudfront}/${path}`, form)).status).toBe(303)
      await visitor.get(cloudfront)
      return [await mock.ovenstudio.cloudFront(), await status(mock, token)]
    }
    await visitor.get(cloudfront)
    expect(visitor.page).not.toContain('Enable Distribution')
    const none = { isLinked: false, isEnabled: false, isSigned: false, hasKey: true }
    expect(await after('refresh')).toEqual([none, 400])
    expect(await after('distribution')).toEqual([none, 400])
    const keys = { access_key_id: 'AKIAEXAMPLE', secret_access_key: 'keep-me-secret' }
    expect(await after('credentials', keys)).toEqual([{ ...none, isLinked: true }, 400])
    expect(visitor.page).toContain('value="AKIAEXAMPLE"')
    expect(visitor.page).not.toContain('keep-me-secret')
    expect(await after('distribution')).toEqual([{ ...none, isLinked: true }, 400])
    await after('refresh')
    expect(visitor.page).toMatch(/<dt>Status<\/dt><dd><span class="pill">Not enabled</)
    expect(visitor.page).toContain((await mock.ovenstudio.key()).domain)
    expect(await after('distribution')).toEqual([{ ...none, isLinked: true, isEnabled: true }, 400])
    expect(visitor.page).toMatch(/<dt>Status<\/dt><dd><span class="pill good">Enabled</)
    expect(await after('signed-url', { signed: 'on' })).toEqual([
      { isLinked: true, isEnabled: true, isSigned: true, hasKey: true },
      200,
    ])
    expect((await after('signed-url', { signed: 'off' }))[1]).toBe(400)
  })

  test.each(['access_key_id', 'secret_access_key'])('asks for %s at its field, and keeps the input', async (field) => {
    const { visitor } = await loggedIn()
    await visitor.get(cloudfront)
    const form = { access_key_id: '<b>id', secret_access_key: 'keep-me-secret', [field]: ' ' }
    expect((await visitor.post(`${cloudfront}/credentials`, form)).status).toBe(422)
    expect(visitor.page).toContain(`id="${field}-error"`)
    if (field !== 'access_key_id') expect(visitor.page).toContain('value="&lt;b&gt;id"')
    expect(visitor.page).not.toContain('keep-me-secret')
  })
})

describe('streams', () => {
  test('are created as managed ones, with escaped input', async () => {
    const { mock, visitor } = await loggedIn()
    expect((await visitor.post(streams, { name: '<b>Show</b>', description: 'Late' })).status).toBe(422)
    await visitor.post(streams, { name: '<b>Show', description: '<i>Late' })
    expect((await mock.ovenstudio.streams()).at(-1)).toMatchObject({
      name: '<b>Show',
      description: '<i>Late',
      kind: 'managed',
    })
    await visitor.get(streams)
    expect(visitor.page).toContain('&lt;b&gt;Show')
    expect(visitor.page).not.toMatch(/<b>|<i>/)
  })

  test.each([
    ['', 'Enter a name.'],
    ['OvenStudio', 'A managed stream of this name already exists.'],
    ['a/b', 'The name must be one segment of a path.'],
  ])('are refused at their field by the name %j', async (name, problem) => {
    const { mock, visitor } = await loggedIn()
    expect((await visitor.post(streams, { name })).status).toBe(422)
    expect(visitor.page).toContain(problem)
    expect(visitor.page).toContain('id="name-error"')
    expect(await mock.ovenstudio.streams()).toHaveLength(2)
  })

  test('that are instant ones are listed separately until they are made managed', async () => {
    const { mock, visitor } = await loggedIn()
    const instant = () => visitor.page.split('id="instant"')[1]!.includes('Pop-up')
    await mock.ovenstudio.publish({ name: 'Pop-up' })
    await visitor.get(streams)
    expect(instant()).toBe(true)
    expect(visitor.page).toContain('Live')
    await visitor.post(streams, { name: 'Pop-up', description: '' })
    await visitor.get(streams)
    expect(instant()).toBe(false)
    expect(visitor.page).toContain('Pop-up')
  })

  test('have a Signed Edge URL that works for an hour, and another one after a reload', async () => {
    const { mock, visitor } = await loggedIn()
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await mock.clock.advance('10s')
    const edgeUrl = async () => {
      await visitor.get(`${streams}/OvenStudio`)
      const [, url] = /<dt>Signed Edge URL<\/dt><dd>.*?<code>([^<]*)</.exec(visitor.page)!
      return url!.replaceAll('&amp;', '&')
    }
    const url = await edgeUrl()
    await mock.clock.advance('1s')
    const next = await edgeUrl()
    expect(next).not.toBe(url)
    const served = async (one: string) => (await mock.fetch(one)).status
    expect([await served(url), await served(next)]).toEqual([200, 200])
    await mock.clock.advance(3_599_000)
    expect([await served(url), await served(next)]).toEqual([403, 200])
    expect(visitor.page).toContain('rtmp://onair.localhost/app/OvenStudio')
  })

  test('have a plain Edge URL while Signed URL is off, and none without a key', async () => {
    const { mock, visitor } = await loggedIn()
    await mock.ovenstudio.cloudFront({ hasKey: false })
    await visitor.get(`${streams}/OvenStudio`)
    expect(visitor.page).toContain('There is no key to sign the URL.')
    await mock.ovenstudio.cloudFront({ isSigned: false })
    await visitor.get(`${streams}/OvenStudio`)
    expect(visitor.page).toMatch(/<dt>Edge URL<\/dt><dd>.*?<code>http:\/\/onair.localhost\/[^?<]*playlist.m3u8</)
  })

  test('that do not exist redirect to the list', async () => {
    const { visitor } = await loggedIn()
    expect((await visitor.get(`${streams}/Unknown`)).headers.get('location')).toBe(streams)
  })
})
