import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Listening, Mock } from '../../mock/index.js'
import { serve } from '../../mock/node/serve.js'
import { staticToken } from '../../src/auth/static.js'
import { AuthorizationDenied } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { createKollusLive, kollusLiveAuth, type Scope } from '../../src/kollus-live/index.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { testMock } from '../support/mock.js'

const serviceAccount = 'demo'

describe.skipIf(!chromium)('browser: Kollus Live', { timeout: 60_000 }, () => {
  let browser: Browser
  let mock: Mock
  let server: Listening
  /** The application that users sign in to: another origin, as in real life. */
  let application: Listening
  let callbackUrl: string

  beforeAll(async () => {
    browser = await launchChromium()
    mock = await testMock()
    server = await mock.listen()
    application = await serve(
      () => new Response('<!doctype html><title>Back</title>', { headers: { 'content-type': 'text/html' } }),
    )
    callbackUrl = `${application.url}/callback`
  })
  beforeEach(() => mock.reset())
  afterAll(async () => {
    await browser?.close()
    await application?.close()
  })

  /** Runs a visit with a browser of its own; fails on whatever the page's policy refused and on any request elsewhere. */
  async function visit(run: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ baseURL: server.url, ...options })
    const page = await context.newPage()
    const refused: string[] = []
    const elsewhere: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        refused.push(message.text())
    })
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      const known = origin === server.url ? pathname.startsWith('/kollus-live/') : origin === application.url
      if (!known && !request.url().startsWith('data:')) elsewhere.push(request.url())
    })
    try {
      await run(page)
    } finally {
      await context.close()
    }
    expect(refused).toEqual([])
    expect(elsewhere).toEqual([])
  }

  async function logIn(page: Page) {
    await page.getByLabel('Account').fill('alice')
    await page.getByLabel('Password').fill('alice')
    await page.getByRole('button', { name: 'Log in' }).click()
  }

  async function createClient(page: Page) {
    await page.goto('/kollus-live/console')
    await logIn(page)
    await page.getByRole('link', { name: 'Create New Client' }).click()
    await page.getByLabel('Name').fill('Ticket shop')
    await page.getByLabel('Callback URL').fill(callbackUrl)
    await page.getByRole('button', { name: 'Create' }).click()
    const [clientId, clientSecret] = await page
      .getByRole('region', { name: 'Client created' })
      .locator('dd')
      .allInnerTexts()
    return kollusLiveAuth({
      clientId: clientId!,
      clientSecret: clientSecret!,
      redirectUri: callbackUrl,
      baseUrl: server.url,
      clock: mock.clock,
    })
  }

  const begin = (auth: ReturnType<typeof kollusLiveAuth>, scopes: Scope[] = ['live:control', 'live:statistics']) =>
    auth.begin({ account: 'alice', scopes })

  const client = (auth: Parameters<typeof createKollusLive>[0]['auth']) =>
    createKollusLive({ serviceAccount, auth, baseUrl: server.url, clock: mock.clock, limit: false })

  /** A picture of the page for people to look at; `everywhere` adds a phone's width and the dark scheme. */
  async function shoot(page: Page, heading: string, name: string, everywhere = false) {
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    const take = (suffix: string) =>
      page.screenshot({ path: `test/artifacts/kollus-live-${name}${suffix}.png`, fullPage: true })
    await take('')
    if (!everywhere) return
    const size = page.viewportSize()!
    await page.setViewportSize({ width: 390, height: 800 })
    const standsOut = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
    expect(standsOut).toBe(false)
    await take('-phone')
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: 'dark' })
    await take('-dark')
    await page.emulateMedia({ colorScheme: null })
  }

  test('a client made in the console signs a user in, and the first call succeeds', () =>
    visit(async (page) => {
      await page.goto('/kollus-live/console')
      await shoot(page, 'Log in to Kollus Live', 'login', true)
      const auth = await createClient(page)
      await shoot(page, 'Client created', 'client-created')
      await page.reload()
      expect(await page.getByText('Client created').count()).toBe(0)
      await shoot(page, 'OAuth Clients', 'console', true)

      await page.goto((await begin(auth)).url)
      expect(await page.getByText('Ticket shop').isVisible()).toBe(true)
      await shoot(page, 'Authorization Request', 'consent', true)
      await page.getByRole('button', { name: 'Authorize' }).click()
      await page.waitForURL(`${callbackUrl}?*`)

      const grant = await auth.complete(page.url())
      expect(grant).toMatchObject({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
      const channels = unwrap(await client(auth.account('alice')).call('listChannels'))
      expect(channels.data.map(({ title }) => title)).toContain('Main stage')
    }))

  test('cancelling goes back to the application, which hears of it as AuthorizationDenied', () =>
    visit(async (page) => {
      const auth = await createClient(page)
      await page.goto((await begin(auth)).url)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.waitForURL(`${callbackUrl}?*`)
      await expect(auth.complete(page.url())).rejects.toThrow(AuthorizationDenied)
      expect(await auth.accounts()).toEqual([])
    }))

  test('a personal access token is seen once, is not in the history, and does what its scopes say', () =>
    visit(async (page) => {
      await page.goto('/kollus-live/console')
      await logIn(page)
      await page.getByRole('link', { name: 'Create New Token' }).click()
      await page.getByLabel('Name').fill('Nightly report')
      await page.getByRole('checkbox', { name: 'live:control' }).check()
      await shoot(page, 'Create New Token', 'token-new')
      await page.getByRole('button', { name: 'Create' }).click()
      const shown = page.getByLabel('Personal access token', { exact: true })
      const token = await shown.inputValue()
      await shoot(page, 'Token created', 'token-created', true)

      await page.getByRole('link', { name: 'Create New Token' }).click()
      await page.getByRole('heading', { name: 'Create New Token' }).waitFor()
      await page.goBack()
      await page.getByRole('cell', { name: 'Nightly report' }).waitFor()
      expect(await shown.count()).toBe(0)
      expect(await page.content()).not.toContain(token)

      const kollus = client(staticToken(token, { clock: mock.clock }))
      expect((await kollus.call('listChannels')).status).toBe(200)
      const days = { start_date: '2026-01-01', end_date: '2026-01-15' }
      expect((await kollus.call('getDailySummary', { params: { query: days } })).status).toBe(403)
    }))

  test('the console says at the field what is wrong with a callback URL, and at the top that a password is', () =>
    visit(async (page) => {
      await page.goto('/kollus-live/console')
      await page.getByLabel('Account').fill('alice')
      await page.getByLabel('Password').fill('wrong')
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByRole('alert').waitFor()
      await shoot(page, 'Log in to Kollus Live', 'login-refused')
      await logIn(page)
      await page.getByRole('link', { name: 'Create New Client' }).click()
      await shoot(page, 'Create New Client', 'client-new')
      await page.getByLabel('Name').fill('Ticket shop')
      await page.getByLabel('Callback URL').fill('javascript:alert(1)')
      await page.getByRole('button', { name: 'Create' }).click()
      const field = page.getByRole('textbox', { name: 'Callback URL', description: /absolute http/ })
      await field.waitFor()
      expect(await field.inputValue()).toBe('javascript:alert(1)')
      expect(await page.getByLabel('Name').inputValue()).toBe('Ticket shop')
      await shoot(page, 'Create New Client', 'client-refused')
      // A log-out in another window makes this one's form worthless.
      await page.context().clearCookies()
      await page.getByLabel('Callback URL').fill(callbackUrl)
      await page.getByRole('button', { name: 'Create' }).click()
      await shoot(page, 'Page expired', 'expired')
    }))

  test('signing in needs neither a mouse nor JavaScript', () =>
    visit(
      async (page) => {
        const auth = await createClient(page)
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByRole('heading', { name: 'Log in to Kollus Live' }).waitFor()

        await page.goto((await begin(auth, ['live:statistics'])).url)
        await page.getByRole('heading', { name: 'Log in to Kollus Live' }).waitFor()
        for (const key of ['a', 'l', 'i', 'c', 'e', 'Tab', 'a', 'l', 'i', 'c', 'e', 'Enter'])
          await page.keyboard.press(key)
        await page.getByRole('heading', { name: 'Authorization Request' }).waitFor()
        const focused = page.locator(':focus-visible')
        const stops: string[] = []
        while (stops.at(-1) !== 'Cancel' && stops.length < 10) {
          await page.keyboard.press('Tab')
          expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
          stops.push((await focused.innerText()).trim())
        }
        expect(stops).toEqual(['Skip to content', 'Kollus Live', 'Log out', 'Authorize', 'Cancel'])
        await page.keyboard.press('Shift+Tab')
        await page.keyboard.press('Enter')
        await page.waitForURL(`${callbackUrl}?*`)
        expect((await auth.complete(page.url())).scopes).toEqual(['live:statistics'])
      },
      { javaScriptEnabled: false },
    ))
})
