import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { consentPage } from '../mock/oauth/consent-page.js'
import { expiredPage, loginPage } from '../mock/accounts/login-page.js'
import { brandOf, hues } from '../mock/ui/brand.js'
import { renderPage, type Site } from '../mock/ui/layout.js'
import { copyScript } from '../mock/ui/script.js'
import { stylesheet } from '../mock/ui/stylesheet.js'
import { defineProvider, type Mock } from '../mock/index.js'
import { bearer, read } from './mock/caller.js'
import { Browser } from './mock/sign-in.js'
import { contrast } from './support/contrast.js'
import { failure } from './support/failure.js'
import { harbour } from './support/harbour.js'
import { testMock } from './support/mock.js'

const nasty = `"><script>alert(1)</script>'&`
const escaped = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;&amp;'

const consolePath = '/kollus-live/console'
const home = `${consolePath}/settings/basic-info/service-account`
const clients = `${home}/oauth-clients`
const tokens = `${home}/personal-access-tokens`
const places = { clients, tokens }

/** Two users of one service account without any clients yet. The time is 09:30. */
const emptyConsole = (): Promise<Mock> =>
  testMock({
    providers: ['kollus-live'],
    seed: { 'kollus-live': { accounts: ['alice', 'bob'], clients: [] } },
    clock: { mode: 'jump', start: Date.UTC(2026, 0, 15, 9, 30) },
  })

async function enter(mock: Mock, account = 'alice'): Promise<Browser> {
  const browser = new Browser(mock, consolePath)
  await browser.logIn(account)
  await browser.get(home)
  return browser
}

async function loggedIn() {
  const mock = await emptyConsole()
  return { mock, browser: await enter(mock) }
}

/** Expects that alice has no client and no token. */
async function expectNothingMade(mock: Mock): Promise<void> {
  const { page } = await enter(mock)
  expect(page).toContain('You have not created any OAuth clients.')
  expect(page).toContain('You have not created any personal access tokens.')
}

const site: Site = {
  name: 'Example Live',
  home: '/example/console',
  brand: brandOf('example', 'Example Live'),
  links: [{ label: 'Console', href: '/example/console' }],
}

const consent = (over: Partial<Parameters<typeof consentPage>[0]> = {}) => renderConsent(over).body

const renderConsent = (over: Partial<Parameters<typeof consentPage>[0]> = {}) =>
  consentPage({
    site,
    client: 'Ticket shop',
    account: 'alice',
    scopes: [{ name: 'live:control', meaning: 'Control live streams.' }],
    labels: { approve: 'Authorize', deny: 'Cancel', chooseScopes: false },
    action: '/example/console/oauth/authorize?client_id=1&state=x',
    formToken: 'f0',
    ...over,
  })

describe('every page', () => {
  const rendered = {
    consent: renderConsent(),
    login: loginPage({ site, next: '/c/x', users: [] }),
    expired: expiredPage(site),
  }
  const pages = Object.fromEntries(Object.entries(rendered).map(([name, { body }]) => [name, body]))

  test.each(Object.entries(pages))('%s is a complete document with a language, a title and a viewport', (_, page) => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en"/)
    expect(page).toMatch(/<title>.+ · Example Live \(mock\)<\/title>/)
    expect(page).toContain('name="viewport" content="width=device-width, initial-scale=1"')
    expect(page).toContain('<span class="badge">mock</span>')
  })

  test.each(Object.entries(pages))('%s has no script and needs no network', (_, page) => {
    expect(page).not.toMatch(/<script|\son\w+=|javascript:/i)
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    expect(page).not.toMatch(/@import|url\(/)
  })

  const policyOf = ({ headers }: { headers: Readonly<Record<string, string>> }) => headers['content-security-policy']
  const hashOf = (text: string) => createHash('sha256').update(text).digest('base64')

  test.each(Object.entries(rendered))('%s has a policy that allows its own stylesheet only', (_, page) => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)![1]!
    const hash = hashOf(style)
    expect(policyOf(page)).toContain(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(policyOf(page)).not.toContain('script-src')
  })

  test('with scripts allows these and no others, and allows them to fetch only if they follow events', () => {
    const page = { title: 'Events', site, scripts: [copyScript] }
    const still = renderPage(page, '')
    const script = /<script type="module">([\s\S]*)<\/script>/.exec(still.body)![1]!
    expect(policyOf(still)).toMatch(`; script-src 'sha256-${hashOf(script)}';`)
    expect(policyOf(still)).not.toContain('connect-src')
    const live = renderPage({ ...page, events: '/_mock/api/journal/events' }, '')
    expect(policyOf(live)).toContain("; connect-src 'self';")
    expect(live.body).toContain('<body data-events="/_mock/api/journal/events">')
  })

  test('has the mark of its provider, its color, and links to the other pages about it', () => {
    const { body } = rendered.expired
    expect(body).toContain(`<html lang="en" class="hue-${site.brand!.color}">`)
    expect(body).toContain(`<span class="mark hue-${site.brand!.color}" aria-hidden="true">E</span>`)
    expect(body).toContain('<nav class="nav" aria-label="Mock"><a href="/example/console">Console</a></nav>')
  })

  test('restricts forms to its own origin, except those that end at a client', () => {
    expect(policyOf(rendered.expired)).toMatch(/; form-action 'self'$/)
    expect(policyOf(rendered.consent)).not.toContain('form-action')
    expect(policyOf(rendered.login)).not.toContain('form-action')
  })

  test('is sent with its policy, and cannot be cached, framed or sniffed', async () => {
    const { mock, browser } = await loggedIn()
    const made = await browser.post(clients, { name: 'Shop', callback_url: 'https://shop.example/' })
    expect(made.status).toBe(303)
    const asked = new URLSearchParams({ response_type: 'code', client_id: '1', scope: 'live:control' })
    asked.set('redirect_uri', 'https://shop.example/')
    const stranger = new Browser(mock, consolePath)
    for (const [answer, status] of [
      [await browser.get(home), 200],
      [await browser.get(`${consolePath}/oauth/authorize?${asked}`), 200],
      [await stranger.get(`${consolePath}/login`), 200],
      [await browser.post(clients, { name: '' }), 422],
      [await stranger.post(`${consolePath}/logout`, {}), 419],
    ] as const) {
      expect(answer.status).toBe(status)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
    }
  })

  test.each([
    '',
    '/login',
    '/settings/basic-info/service-account',
    '/settings/basic-info/service-account/oauth-clients/new',
  ])('accepts a slash at the end of its address: console%s', async (below) => {
    const { browser } = await loggedIn()
    const [one, other] = [await browser.get(consolePath + below), await browser.get(`${consolePath}${below}/`)]
    expect([other.status, other.headers.get('location')]).toEqual([one.status, one.headers.get('location')])
    expect(await other.text()).toBe(await one.text())
  })
})

describe('colors', () => {
  const text = stylesheet.text
  const schemes = [...text.matchAll(/:root \{([^}]*--page[^}]*)\}/g)].map((block, index) => {
    const found = [...block[1]!.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name!, value!] as const)
    return [index === 0 ? 'light' : 'dark', new Map(found)] as const
  })
  const accents = [
    ...text.matchAll(/\.hue-(\w+) \{ --hue: ([\d.]+); --chroma: ([\d.]+)/g),
    ...text.matchAll(/:(root) \{[^}]*--hue: ([\d.]+); --chroma: ([\d.]+)/g),
  ]

  test.each(schemes)('of text have a contrast of 4.5 in the %s scheme, edges of fields one of 3', (_, colours) => {
    const pairs =
      'text/page text/card text/code text/good-back quiet/page quiet/card quiet/code good/good-back good/card bad/bad-back'
    const faint = `${pairs} bad/card mock/mock-back field/card`.split(' ').filter((pair) => {
      const [front, back] = pair.split('/') as [string, string]
      return contrast(colours.get(front)!, colours.get(back)!) < (front === 'field' ? 3 : 4.5)
    })
    expect(faint).toEqual([])
  })

  test.each(schemes)('of every provider have a contrast of 4.5 in the %s scheme', (scheme, colours) => {
    const of = (name: string) => Number(colours.get(name))
    const faint = accents.filter(([, , hue, chroma]) => {
      const shade = (lightness: string) => `oklch(${of(lightness)} ${Number(chroma) * of('accent-chroma')} ${hue})`
      const [accent, strong] = [shade('accent-light'), shade('accent-strong-light')]
      const pairs = [
        [accent, 'page'],
        [accent, 'card'],
        [accent, 'on-accent'],
        [strong, 'on-accent'],
      ] as const
      return pairs.some(([front, back]) => contrast(front, colours.get(back)!) < 4.5)
    })
    expect(accents.map(([, name]) => name)).toEqual([...Object.keys(hues), 'root'])
    for (const [, fill, strong, on] of text.matchAll(
      /--fill: (oklch.*?\)); --fill-strong: (oklch.*?\)); --on-fill: (#\w+)/g,
    ))
      expect(Math.min(contrast(fill!, on!), contrast(strong!, on!))).toBeGreaterThan(4.5)
    expect(faint.map(([, name]) => `${name} ${scheme}`)).toEqual([])
  })

  test('are given for both schemes', () => {
    expect(schemes.map(([name]) => name)).toEqual(['light', 'dark'])
    const shared = [...schemes[0]![1].keys()].filter((name) => name !== 'hue' && name !== 'chroma')
    expect([...schemes[1]![1].keys()]).toEqual(shared)
  })
})

describe('the consent page', () => {
  test('shows the user, the client, and what each scope allows', () => {
    const page = consent()
    expect(page).toContain('<strong>Ticket shop</strong>')
    expect(page).toContain('<strong>alice</strong>')
    expect(page).toContain('Control live streams.')
    expect(page).toContain('<code>live:control</code>')
  })

  test('is one form with two labeled buttons', () => {
    const page = consent()
    expect(page).toContain('action="/example/console/oauth/authorize?client_id=1&amp;state=x"')
    expect(page).toMatch(/<button[^>]*name="decision" value="approve">Authorize<\/button>/)
    expect(page).toMatch(/<button[^>]*name="decision" value="deny">Cancel<\/button>/)
    expect(page).not.toContain('type="checkbox"')
  })

  test('offers each scope as a checked box if users can choose', () => {
    const page = consent({ labels: { approve: 'Allow', deny: 'Deny', chooseScopes: true } })
    expect(page).toMatch(/<label><input type="checkbox" name="scope" value="live:control" checked=""\/>/)
  })

  test('escapes text from others: names, accounts, scopes, the request itself', () => {
    const page = consent({ client: nasty, account: nasty, scopes: [{ name: nasty, meaning: nasty }], action: nasty })
    expect(page).not.toContain('<script>alert')
    expect(page.split(escaped).length - 1).toBeGreaterThanOrEqual(5)
  })

  test('sends the decision and only the scopes that are still checked', async () => {
    const consent = () => ({ approve: 'Allow', deny: 'Deny', chooseScopes: true })
    const definition = defineProvider(harbour).oauth({ consent })
    const mock = await testMock({ providers: [definition] })
    const { clientId, clientSecret, redirectUri } = mock.credentials(definition)
    const fields = { response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state: 's1' }
    const query = new URLSearchParams({ ...fields, scope: 'ships.read ships.write' })
    const path = `/harbour/id/authorize?${query}`
    const browser = new Browser(mock, '/harbour/console')
    await browser.logIn('alice')
    await browser.get(path)
    const answer = await browser.post(path, { decision: 'approve', scope: 'ships.write' })
    const location = new URL(answer.headers.get('location')!)
    expect(location.origin + location.pathname).toBe(redirectUri)
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: location.searchParams.get('code')!,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
    })
    const exchanged = await read(await mock.fetch(`${mock.url}/harbour/id/token`, { method: 'POST', body }))
    expect(exchanged.body).toMatchObject({ scope: 'ships.write' })
  })
})

async function strangerAt(path: string): Promise<Browser> {
  const stranger = new Browser(await emptyConsole(), consolePath)
  await stranger.get(path)
  return stranger
}

describe('logging in', () => {
  test('lists the accounts and passwords of the mock, and connects labels to inputs', async () => {
    const { page } = await strangerAt(`${consolePath}/login`)
    expect(page).toContain('Continue as <strong>bob</strong></span> <span>password <code>bob</code>')
    for (const id of ['account', 'password'])
      expect(page).toMatch(new RegExp(`<label for="${id}">[^<]+</label><input id="${id}"`))
  })

  test('takes one click for each account: a form that holds all fields', async () => {
    const mock = await emptyConsole()
    const stranger = new Browser(mock, consolePath)
    await stranger.get(`${consolePath}/login`)
    const [, ofBob] = stranger.page.split('<li>').slice(1)
    const sent = [...ofBob!.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ])
    await stranger.post(/action="([^"]*)"/.exec(ofBob!)![1]!, sent as [string, string][])
    expect((await stranger.get(home)).status).toBe(200)
    expect(stranger.page).toContain('<strong>bob</strong>')
  })

  test('refuses a wrong password with the same words as an unknown account, and starts no session', async () => {
    const stranger = await strangerAt(`${consolePath}/login`)
    const wrong = await stranger.post(`${consolePath}/login`, { account: 'alice', password: 'bob' })
    const unknown = await stranger.post(`${consolePath}/login`, { account: 'unknown', password: 'bob' })
    expect([wrong.status, unknown.status]).toEqual([422, 422])
    expect(wrong.headers.get('set-cookie')).toBeNull()
    const page = await wrong.text()
    expect(page).toContain('role="alert"')
    expect(page).toBe(await unknown.text())
  })

  test('continues to the requested page', async () => {
    const stranger = new Browser(await emptyConsole(), consolePath)
    const first = await stranger.get(`${clients}/new`)
    const answer = await stranger.post(first.headers.get('location')!, { account: 'alice', password: 'alice' })
    expect(answer.headers.get('location')).toBe(`${clients}/new`)
  })

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/kollus-live/console/\\evil.example',
    '/kollus-live/consoles',
    'javascript:alert(1)',
    '/kollus-live/console/\r\nset-cookie: a=b',
  ])('never leads outside the console: next=%s', async (next) => {
    const path = `${consolePath}/login?${new URLSearchParams({ next })}`
    const stranger = await strangerAt(path)
    expect(stranger.page).toContain(`action="${consolePath}/login?next=${encodeURIComponent(consolePath)}"`)
    const answer = await stranger.post(path, { account: 'alice', password: 'alice' })
    expect(answer.headers.get('location')).toBe(consolePath)
  })

  test('replaces the browser’s session: the earlier id is invalid', async () => {
    const mock = await emptyConsole()
    const attacker = await enter(mock, 'bob')
    const victim = new Browser(mock, consolePath)
    victim.cookie = attacker.cookie
    await victim.logIn('alice')
    expect(victim.cookie).not.toBe(attacker.cookie)
    expect((await attacker.get(consolePath)).headers.get('location')).toMatch(/login\?next=/)
    expect((await victim.get(consolePath)).headers.get('location')).not.toMatch(/login/)
  })

  test('lasts for a day after the last use', async () => {
    const { mock, browser } = await loggedIn()
    for (const [pause, status] of [
      ['23h', 200],
      ['23h', 200],
      ['24h', 302],
    ] as const) {
      await mock.clock.advance(pause)
      expect((await browser.get(home)).status).toBe(status)
    }
  })

  test.each(['https://evil.example', 'null', 'http://onair.localhost:81', 'http://onair.localhost.evil.example', 'x'])(
    'refuses a form that a browser sent from %s, and so do all forms',
    async (origin) => {
      const { mock, browser } = await loggedIn()
      const form = { account: 'bob', password: 'bob' }
      const stranger = new Browser(mock, consolePath)
      const login = await stranger.post(`${consolePath}/login`, form, { origin })
      expect([login.status, stranger.cookie]).toEqual([419, ''])
      await browser.get(`${clients}/new`)
      const client = { name: 'Shop', callback_url: 'https://shop.example/' }
      expect((await browser.post(clients, client, { origin })).status).toBe(419)
      await expectNothingMade(mock)
      expect((await browser.post(`${consolePath}/logout`, {}, { origin })).status).toBe(419)
      for (const own of ['http://onair.localhost', 'https://onair.localhost'] as const) {
        expect((await stranger.post(`${consolePath}/login`, form, { origin: own })).status).toBe(302)
      }
    },
  )

  test('out ends the session', async () => {
    const { browser } = await loggedIn()
    await browser.post(`${consolePath}/logout`, {})
    expect((await browser.get(home)).headers.get('location')).toMatch(/^\/kollus-live\/console\/login\?next=/)
  })
})

describe('the console', () => {
  test.each(['', '/oauth-clients/new', '/personal-access-tokens/new'])('asks to log in first at %s', async (below) => {
    const path = home + below
    const answer = await new Browser(await emptyConsole()).get(path)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${consolePath}/login?${new URLSearchParams({ next: path })}`)
  })

  test('shows the service account, and its pages cannot be cached or framed', async () => {
    const { browser } = await loggedIn()
    const answer = await browser.get(home)
    expect(browser.page).toContain('<code>demo</code>')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
  })

  test.each([
    ['clients', { name: 'Shop', callback_url: 'https://shop.example/cb' }],
    ['tokens', { name: 'CI' }],
  ] as const)('refuses a form for %s that is not from a page of the session', async (what, form) => {
    const { mock, browser } = await loggedIn()
    for (const form_token of ['', 'f'.repeat(40)]) {
      const answer = await browser.post(places[what], { ...form, form_token })
      expect(answer.status).toBe(419)
    }
    const stranger = await new Browser(mock).post(places[what], form)
    expect(stranger.status).toBe(419)
    await expectNothingMade(mock)
  })

  test('creates a client, shows its id and secret, and a reload creates no second one', async () => {
    const { browser } = await loggedIn()
    await browser.get(`${clients}/new`)
    const answer = await browser.post(clients, { name: nasty, callback_url: 'https://shop.example/cb?a="b"' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, home])
    await browser.get(home)
    expect(browser.page).toContain('Client created')
    expect(browser.page).toMatch(/<code>1<\/code>[^]*<code>\w{40}<\/code>/)
    expect(browser.page).toContain(escaped)
    expect(browser.page).toContain('https://shop.example/cb?a=&quot;b&quot;')
    expect(browser.page).not.toContain('<script>')
    await browser.get(home)
    expect(browser.page).not.toContain('Client created')
    expect(browser.page.split(`data-label="Name">${escaped}`)).toHaveLength(2)
  })

  test.each([
    ['a line break', 'https://shop.example/cb\r\nset-cookie: a=b'],
    ['a tab', 'https://shop.example/\tcb'],
    ['a NUL', 'https://shop.example/\u0000'],
    ['a C1 control', 'https://shop.example/\u009b'],
    ['a space', 'https://shop.example/a b'],
    ['a mark that reorders text', 'https://shop.example/\u202ebc'],
    ['a non-ASCII character', 'https://\u{1f6d2}.example/'],
    ['more than 2000 characters', `https://shop.example/${'a'.repeat(2000)}`],
  ])('refuses a callback URL with %s, and so does the seed', async (_, callback_url) => {
    const { mock, browser } = await loggedIn()
    await browser.get(`${clients}/new`)
    expect((await browser.post(clients, { name: 'My shop', callback_url })).status).toBe(422)
    expect(browser.page).toContain('is not a valid redirect URI')
    await expectNothingMade(mock)
    const seed = { 'kollus-live': { clients: [{ name: 'Shop', redirectUris: [callback_url] }] } }
    const refused = (await failure(testMock({ providers: ['kollus-live'], seed }))) as Error
    // oxlint-disable-next-line no-control-regex -- the test looks for them.
    expect(refused.message).toMatch(/^'[^\0-\x1f\x7f-\x9f\u202e]{1,200}' is not a valid redirect URI/)
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', '/cb', 'shop.example/cb', 'https://shop.example/cb#top'])(
    'refuses %s as a callback URL, at the field, and keeps the input',
    async (callback_url) => {
      const { mock, browser } = await loggedIn()
      await browser.get(`${clients}/new`)
      const answer = await browser.post(clients, { name: 'My shop', callback_url })
      expect(answer.status).toBe(422)
      expect(browser.page).toMatch(/<input id="callback_url"[^>]*autofocus=""[^>]*aria-invalid="true"/)
      expect(browser.page).toContain(`id="callback_url-error">&#39;${callback_url}&#39; is not a valid redirect URI`)
      expect(browser.page).toContain('value="My shop"')
      expect(browser.page).toContain(`value="${callback_url}"`)
      expect(browser.page).not.toContain('href="javascript:')
      await expectNothingMade(mock)
    },
  )

  test.each(['clients', 'tokens'] as const)(
    'requires a name of 1 to 255 characters in the form for %s',
    async (what) => {
      const { browser } = await loggedIn()
      for (const name of ['  ', 'n'.repeat(256)]) {
        const answer = await browser.post(places[what], { name, callback_url: 'https://shop.example/cb' })
        expect(answer.status).toBe(422)
        expect(browser.page).toContain('id="name-error"')
      }
    },
  )

  test('creates a personal access token that is shown once, and works', async () => {
    const { mock, browser } = await loggedIn()
    await browser.get(`${tokens}/new`)
    expect(browser.page).toContain('Statistics.')
    const answer = await browser.post(tokens, [
      ['name', 'CI & deploy'],
      ['scope', 'live:statistics'],
    ])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, home])
    await browser.get(home)
    const value = /<textarea[^>]*readonly=""[^>]*>([^<]+)<\/textarea>/.exec(browser.page)![1]!
    expect((await bearer(mock, value)('GET', '/channels')).status).toBe(403)
    await browser.get(home)
    expect(browser.page).not.toContain(value)
    expect(browser.page).not.toContain('<textarea')
    for (const shown of ['CI &amp; deploy', 'live:statistics', '2026-01-15 09:30 UTC', '2027-01-16 09:30 UTC']) {
      expect(browser.page).toContain(shown)
    }
  })

  test('refuses an unknown scope', async () => {
    const { mock, browser } = await loggedIn()
    const answer = await browser.post(tokens, { name: 'CI', scope: 'live:everything' })
    expect(answer.status).toBe(422)
    expect(browser.page).toMatch(/id="scope-error">[^<]*live:everything/)
    await expectNothingMade(mock)
  })

  test('shows users their own resources only', async () => {
    const { mock, browser } = await loggedIn()
    await browser.post(clients, { name: 'Shop of alice', callback_url: 'https://shop.example/cb' })
    await browser.post(tokens, { name: 'Token of alice' })
    const bob = await enter(mock, 'bob')
    expect(bob.page).toContain('You have not created any OAuth clients.')
    expect(bob.page).toContain('You have not created any personal access tokens.')
    expect(bob.page).not.toContain('of alice')
  })
})
