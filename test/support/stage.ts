import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { Listening, Mock, MockOptions, ProviderOrName } from '../../mock/index.js'
import { serve } from '../../mock/node/serve.js'
import { expectAccessible } from './axe.js'
import { launchChromium } from './chromium.js'
import { testMock } from './mock.js'

/** A browser, a mock on a socket, and on another origin the application that users sign in to, for one provider's pages. */
export function stage(definition: ProviderOrName, options: MockOptions = {}) {
  const provider = typeof definition === 'string' ? definition : definition.name
  let browser: Browser
  let mock: Mock
  let server: Listening
  let application: Listening
  /** The page in which axe-core checks copies of pages: it needs JavaScript, which a visitor may not have. */
  let copy: Page

  beforeAll(async () => {
    browser = await launchChromium()
    copy = await browser.newPage()
    mock = await testMock<ProviderOrName>({ providers: [definition], ...options })
    server = await mock.listen()
    application = await serve(
      () => new Response('<!doctype html><title>Back</title>', { headers: { 'content-type': 'text/html' } }),
    )
  })
  beforeEach(() => mock.reset())
  afterAll(async () => {
    await browser?.close()
    await application?.close()
  })

  return {
    get mock() {
      return mock
    },
    /** The address of the mock. */
    get url() {
      return server.url
    },
    /** The application's redirect URI. */
    get callbackUrl() {
      return `${application.url}/callback`
    },

    /** Runs a visit with a browser of its own. Fails on anything that a page's policy refused and on any request elsewhere. */
    async visit(run: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
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
        const known = origin === server.url ? pathname.startsWith(`/${provider}/`) : origin === application.url
        if (!known && !request.url().startsWith('data:')) elsewhere.push(request.url())
      })
      try {
        await run(page)
      } finally {
        await context.close()
      }
      expect(refused).toEqual([])
      expect(elsewhere).toEqual([])
    },

    async logIn(page: Page, password = 'alice'): Promise<void> {
      await page.getByLabel('Account').fill('alice')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Log in' }).click()
    },

    /** A picture of the page for people to look at, which must pass axe-core. `everywhere` adds a phone's width and the dark scheme. */
    async shoot(page: Page, heading: string, name: string, everywhere = false): Promise<void> {
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      const take = async (suffix: string) => {
        const { width, height } = page.viewportSize()!
        // A window as high as the page: in a picture of a full page, elements that stick to the window's edge are in the middle.
        await page.setViewportSize({ width, height: await page.evaluate('document.documentElement.scrollHeight') })
        await page.screenshot({ path: `test/artifacts/${provider}-${name}${suffix}.png` })
        await page.setViewportSize({ width, height })
      }
      await take('')
      await copy.setContent(await page.content())
      await expectAccessible(copy, page.url())
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
    },
  }
}
