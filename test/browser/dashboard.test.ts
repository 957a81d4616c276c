import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Listening, Mock, ProviderName } from '../../mock/index.js'
import { createDLive, dliveAuth, MeDocument } from '../../src/dlive/index.js'
import { ReauthorizationRequiredError } from '../../src/errors/index.js'
import { staticToken, unwrap } from '../../src/index.js'
import { createKollusLive, kollusLiveAuth } from '../../src/kollus-live/index.js'
import { createLivepush, livepushAuth } from '../../src/livepush/index.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { expectAccessible } from '../support/axe.js'
import { chromium, launchChromium } from '../support/chromium.js'
import { testMock } from '../support/mock.js'
import { receiver } from '../mock/receiver.js'

/** What an application does in a provider's scenario. */
interface Application {
  /** Signs alice in through the browser. */
  readonly signIn: (page: Page) => Promise<unknown>
  readonly call: () => Promise<unknown>
}

/** What differs between the providers' scenarios. */
interface Story {
  readonly application: () => Application
  /** The label of the consent page's button. */
  readonly allow?: string
  /** The row with the publish control. */
  readonly row: string
  /** The operation of `call`. */
  readonly operation: string
  /** Whether the session still works a year later. */
  readonly aYearLater: 'goes on' | 'has ended'
}

describe.skipIf(!chromium)('browser: the dashboard', { timeout: 120_000 }, () => {
  let browser: Browser
  let mock: Mock
  let server: Listening

  beforeAll(async () => {
    browser = await launchChromium()
    mock = await testMock()
    server = await mock.listen()
  })
  beforeEach(() => mock.reset())
  afterAll(() => browser?.close())

  const base = () => ({ baseUrl: server.url, clock: mock.clock })
  const allows = async (page: Page, url: string, button: string) => {
    await page.goto(url)
    await page.getByLabel('Account').fill('alice')
    await page.getByLabel('Password').fill('alice')
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.waitForURL('http://localhost:3000/callback?*')
    return page.url()
  }

  const stories: Readonly<Record<ProviderName, Story>> = {
    'kollus-live': {
      application() {
        const auth = kollusLiveAuth({ ...mock.credentials('kollus-live'), ...base() })
        const client = createKollusLive({
          serviceAccount: 'demo',
          auth: auth.account('alice'),
          ...base(),
          retry: false,
        })
        return {
          async signIn(page) {
            const { url } = await auth.begin({ account: 'alice', scopes: ['live:control'] })
            return auth.complete(await allows(page, url, 'Authorize'))
          },
          call: async () => unwrap(await client.call('listChannels')),
        }
      },
      row: 'Main stage',
      operation: 'kollus-live.listChannels',
      aYearLater: 'goes on',
    },
    dlive: {
      application() {
        const auth = dliveAuth({ ...mock.credentials('dlive'), ...base() })
        const client = createDLive({ auth: auth.account('alice'), ...base(), retry: false })
        return {
          async signIn(page) {
            const { url } = await auth.begin({ account: 'alice', scopes: ['identity'] })
            return auth.complete(await allows(page, url, 'Authorize'))
          },
          call: async () => unwrap(await client.query(MeDocument)),
        }
      },
      row: 'Alice',
      operation: 'dlive.executeGraphQL',
      aYearLater: 'has ended',
    },
    livepush: {
      application() {
        const auth = livepushAuth({ ...mock.credentials('livepush'), ...base() })
        const client = createLivepush({ auth: auth.account('alice'), ...base(), retry: false })
        return {
          async signIn(page) {
            const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
            return auth.complete(await allows(page, url, 'Allow'))
          },
          call: async () => unwrap(await client.call('listStreams')),
        }
      },
      row: 'Main stage',
      operation: 'livepush.listStreams',
      aYearLater: 'goes on',
    },
    ovenstudio: {
      application() {
        const { accessToken } = mock.credentials('ovenstudio')
        const client = createOvenStudio({
          auth: staticToken(accessToken),
          host: 'studio.example',
          ...base(),
          retry: false,
        })
        return {
          // It has no OAuth: the token is in the console. A signed URL needs CloudFront.
          async signIn(page) {
            await page.goto('/_mock/ovenstudio')
            expect(await page.locator('#credentials').innerText()).toContain(accessToken)
            await page.locator('#control-cloudFront summary').click()
            for (const field of ['isLinked', 'isEnabled', 'isSigned']) {
              await page.locator('#control-cloudFront').getByLabel(field).selectOption('true')
            }
            await page.getByRole('button', { name: 'Run cloudFront' }).click()
            await page.getByText('"isSigned": true').waitFor()
          },
          call: () => client.createSignedUrl({ stream: 'OvenStudio', until: new Date(mock.clock.now() + 60_000) }),
        }
      },
      row: 'OvenStudio',
      operation: 'ovenstudio.createSignedUrl',
      aYearLater: 'goes on',
    },
  }

  /** A browser with the application at the seed's redirect URI. Fails if a page's content security policy blocks something. */
  async function visit(run: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ baseURL: server.url, ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.route('http://localhost:3000/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Back</title>' }),
    )
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load')) problems.push(message.text())
    })
    try {
      await run(page)
    } finally {
      await context.close()
    }
    expect(problems).toEqual([])
  }

  test.each(Object.entries(stories))('shows the whole scenario of %s', async (provider, story) => {
    await visit(async (page) => {
      const { signIn, call } = story.application()
      await page.goto('/')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download snapshot' }).click(),
      ])
      const snapshot = await readFile(await download.path())

      await signIn(page)
      await call()
      await page.goto(`/_mock/${provider}`)
      const { url, received } = await receiver()
      if (provider === 'kollus-live') {
        await page.locator('#control-setCallbackUrl summary').click()
        const form = page.locator('#control-setCallbackUrl')
        await form.getByRole('combobox', { name: 'channelKey' }).fill('abcd1234efgh5678')
        await form.getByRole('textbox', { name: 'url' }).fill(url)
        await form.getByRole('button').click()
        await form.getByText('Done.').waitFor()
      }
      await page.getByRole('button', { name: `Publish ${story.row}`, exact: true }).click()
      await page.getByRole('button', { name: `Unpublish ${story.row}`, exact: true }).waitFor()
      if (provider === 'kollus-live') {
        await page.getByRole('link', { name: 'Callbacks' }).click()
        await page.getByRole('cell', { name: /200/ }).waitFor()
        await page.getByRole('button', { name: /^Replay/ }).click()
        await expect.poll(() => received.length).toBe(2)
      }

      await page.goto('/_mock/faults')
      await page.getByLabel('Operation').fill(story.operation)
      await page.getByLabel('status', { exact: true }).fill('503')
      await page.getByRole('button', { name: 'Set fault' }).click()
      await page.getByRole('button', { name: `Clear status on ${story.operation}` }).waitFor()
      await page.goto('/_mock/journal')
      await expect(call()).rejects.toMatchObject({ status: 503 })
      // The page updates without a reload.
      await page.getByRole('cell', { name: 'fault: status' }).first().waitFor()
      await page.getByRole('link', { name: 'Faults' }).click()
      await page.getByRole('button', { name: 'Clear all' }).click()
      await page.getByText('No fault is set.').first().waitFor()
      await call()

      await page.goto('/')
      await page.getByRole('button', { name: '+1 year' }).click()
      await page.getByText('The last advance was 1 year').waitFor()
      if (story.aYearLater === 'goes on') await call()
      else await expect(call()).rejects.toThrow(ReauthorizationRequiredError)

      await page.getByLabel('Restore a snapshot').setInputFiles({
        name: 'snapshot.json',
        mimeType: 'application/json',
        buffer: snapshot,
      })
      await page.getByRole('button', { name: 'Restore', exact: true }).click()
      await page.getByText('The snapshot was restored.').waitFor()
      await page.goto(`/_mock/${provider}`)
      await page.getByRole('button', { name: `Publish ${story.row}`, exact: true }).waitFor()
    })
  })

  test('is accessible in light and dark, and fits a phone', async () => {
    const reference = ['ovenstudio/reference', 'dlive/reference/try?operation=executeGraphQL&field=me']
    const pages = [
      '',
      ...Object.keys(stories),
      'faults',
      'journal',
      'journal/1',
      'callbacks',
      'timeline',
      'live',
      ...reference,
    ]
    const pictured = new Set(['', 'kollus-live', 'journal', 'faults', 'live'])
    const [wide, phone] = [
      { width: 1280, height: 800 },
      { width: 390, height: 800 },
    ]
    await populate()
    await visit(
      async (page) => {
        const picture = (name: string) =>
          page.screenshot({ path: `test/artifacts/dashboard-${name}.png`, fullPage: true })
        for (const path of pages) {
          await page.goto(`/_mock/${path}`)
          const name = path || 'overview'
          if (pictured.has(path)) {
            await picture(name)
            await page.emulateMedia({ colorScheme: 'dark' })
            await picture(`${name}-dark`)
            await page.emulateMedia({ colorScheme: null })
          }
          await page.setViewportSize(phone)
          expect(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')).toBe(false)
          if (pictured.has(path)) {
            await page.reload()
            await picture(`${name}-phone`)
          }
          await page.setViewportSize(wide)
          await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
          await expectAccessible(page)
        }
        // The picture in the README.
        if (process.env['UPDATE_PICTURES']) {
          await page.setViewportSize({ width: 1280, height: 1052 })
          await page.goto('/_mock/')
          await page.screenshot({ path: 'docs/dashboard.png' })
        }
      },
      { viewport: wide },
    )
  })

  test('plays the picture of a stream that goes on air while the live page is open', async () => {
    await visit(async (page) => {
      await page.goto('/_mock/live')
      await mock.ovenstudio.publish({ name: 'OvenStudio' })
      await mock.clock.advance('10s')
      await fetch(`${server.url}/livepush/octopus/streams/mine`)
      const picture = page.getByLabel('Picture of OvenStudio')
      await picture.waitFor()
      // The other is in the seed of Kollus Live.
      for (const name of ['OvenStudio', 'News']) {
        const video = `document.querySelector('video[aria-label="Picture of ${name}"]')`
        await page.evaluate(`${video}.play()`)
        await expect.poll(() => page.evaluate(`${video}.videoWidth`), { timeout: 10_000 }).toBe(320)
      }
      await mock.ovenstudio.unpublish({ name: 'OvenStudio' })
      await fetch(`${server.url}/livepush/octopus/streams/mine`)
      await picture.waitFor({ state: 'detached' })
    })
  })

  /** Data for each page. */
  async function populate() {
    const { accessToken } = await mock.grant('livepush')
    const call = (path: string, token = accessToken) =>
      fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })
    mock.faults.add({ operation: 'livepush.listRecordings', action: 'status', status: 503, retryAfter: 2, times: 3 })
    mock.faults.add({ operation: 'kollus-live.liveStateChanged', action: 'delay', duration: '2s' })
    await call('/livepush/octopus/streams/mine')
    await call('/livepush/octopus/streams/mine', 'not-a-token')
    await call('/livepush/octopus/stream/mine')
    const [channel] = await mock.kollusLive.channels()
    await mock.kollusLive.setCallbackUrl({ channelKey: channel!.key, url: 'http://127.0.0.1:9/live-state' })
    await mock.kollusLive.publish({ channelKey: channel!.key })
    await mock.clock.advance('3s')
    await mock.kollusLive.drop({ channelKey: channel!.key })
    await mock.dlive.publish({ username: 'alice' })
    await mock.ovenstudio.publish({ name: 'OvenStudio' })
    await call('/livepush/octopus/streams/me/recordings')
    await call('/livepush/squid/account/this')
    const { accessToken: ofKollus } = await mock.grant('kollus-live')
    await call('/kollus-live/api/service-accounts/demo/channels', ofKollus)
    mock.sandbox('checkout-tests')
  }
})
