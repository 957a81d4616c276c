import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { staticToken } from '../../src/auth/static.js'
import { AuthorizationDeniedError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { createKollusLive, kollusLiveAuth, kollusPlayUrl, type Scope } from '../../src/kollus-live/index.js'
import { chromium } from '../support/chromium.js'
import { stage } from '../support/stage.js'

const serviceAccount = 'demo'

describe.skipIf(!chromium)('browser: Kollus Live', { timeout: 60_000 }, () => {
  const on = stage('kollus-live', { providers: ['kollus-live'] })

  async function createClient(page: Page) {
    await page.goto('/kollus-live/console')
    await on.logIn(page)
    await page.getByRole('link', { name: 'Create New Client' }).click()
    await page.getByLabel('Name').fill('Ticket shop')
    await page.getByLabel('Callback URL').fill(on.callbackUrl)
    await page.getByRole('button', { name: 'Create' }).click()
    const [clientId, clientSecret] = await page
      .getByRole('region', { name: 'Client created' })
      .locator('dd code')
      .allInnerTexts()
    return kollusLiveAuth({
      clientId: clientId!,
      clientSecret: clientSecret!,
      redirectUri: on.callbackUrl,
      baseUrl: on.url,
      clock: on.mock.clock,
    })
  }

  const begin = (auth: ReturnType<typeof kollusLiveAuth>, scopes: Scope[] = ['live:control', 'live:statistics']) =>
    auth.begin({ account: 'alice', scopes })

  const client = (auth: Parameters<typeof createKollusLive>[0]['auth']) =>
    createKollusLive({ serviceAccount, auth, baseUrl: on.url, clock: on.mock.clock, limit: false })

  test('a client created in the console signs a user in, and the first call succeeds', () =>
    on.visit(async (page) => {
      await page.goto('/kollus-live/console')
      await on.shoot(page, 'Log in to Kollus Live', 'login', true)
      const auth = await createClient(page)
      await on.shoot(page, 'Client created', 'client-created')
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.getByRole('button', { name: 'Copy Secret', exact: true }).click()
      await page.getByRole('status').getByText('Copied').waitFor()
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(/^[A-Za-z0-9]{40}$/)
      await page.reload()
      expect(await page.getByText('Client created').count()).toBe(0)
      await on.shoot(page, 'OAuth Clients', 'console', true)

      await page.goto((await begin(auth)).url)
      expect(await page.getByText('Ticket shop').isVisible()).toBe(true)
      await on.shoot(page, 'Authorization Request', 'consent', true)
      await page.getByRole('button', { name: 'Authorize' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)

      const grant = await auth.complete(page.url())
      expect(grant).toMatchObject({ account: 'alice', scopes: ['live:control', 'live:statistics'] })
      const channels = unwrap(await client(auth.account('alice')).call('listChannels'))
      expect(channels.data.map(({ title }) => title)).toContain('Main stage')
    }))

  test('canceling returns to the application, which gets an AuthorizationDeniedError', () =>
    on.visit(async (page) => {
      const auth = await createClient(page)
      await page.goto((await begin(auth)).url)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)
      await expect(auth.complete(page.url())).rejects.toThrow(AuthorizationDeniedError)
      expect(await auth.accounts()).toEqual([])
    }))

  test('a personal access token is shown once, is not in the history, and has its scopes', () =>
    on.visit(async (page) => {
      await page.goto('/kollus-live/console')
      await on.logIn(page)
      await page.getByRole('link', { name: 'Create New Token' }).click()
      await page.getByLabel('Name').fill('Nightly report')
      await page.getByRole('checkbox', { name: 'live:control' }).check()
      await on.shoot(page, 'Create New Token', 'token-new')
      await page.getByRole('button', { name: 'Create' }).click()
      const shown = page.getByLabel('Personal access token', { exact: true })
      const token = await shown.inputValue()
      await on.shoot(page, 'Token created', 'token-created', true)

      await page.getByRole('link', { name: 'Create New Token' }).click()
      await page.getByRole('heading', { name: 'Create New Token' }).waitFor()
      await page.goBack()
      await page.getByRole('cell', { name: 'Nightly report' }).waitFor()
      expect(await shown.count()).toBe(0)
      expect(await page.content()).not.toContain(token)

      const kollus = client(staticToken(token, { clock: on.mock.clock }))
      expect((await kollus.call('listChannels')).status).toBe(200)
      const days = { start_date: '2026-01-01', end_date: '2026-01-15' }
      expect((await kollus.call('getDailySummary', { params: { query: days } })).status).toBe(403)
    }))

  test('the console shows a wrong callback URL at its field, and a wrong password at the top', () =>
    on.visit(async (page) => {
      await page.goto('/kollus-live/console')
      await on.logIn(page, 'wrong')
      await page.getByRole('alert').waitFor()
      await on.shoot(page, 'Log in to Kollus Live', 'login-refused')
      await on.logIn(page)
      await page.getByRole('link', { name: 'Create New Client' }).click()
      await on.shoot(page, 'Create New Client', 'client-new')
      await page.getByLabel('Name').fill('Ticket shop')
      await page.getByLabel('Callback URL').fill('javascript:alert(1)')
      await page.getByRole('button', { name: 'Create' }).click()
      const field = page.getByRole('textbox', { name: 'Callback URL', description: /absolute http/ })
      await field.waitFor()
      expect(await field.inputValue()).toBe('javascript:alert(1)')
      expect(await page.getByLabel('Name').inputValue()).toBe('Ticket shop')
      await on.shoot(page, 'Create New Client', 'client-refused')
      // A log-out in another window invalidates this window's form.
      await page.context().clearCookies()
      await page.getByLabel('Callback URL').fill(on.callbackUrl)
      await page.getByRole('button', { name: 'Create' }).click()
      await on.shoot(page, 'Page expired', 'expired')
    }))

  test('the callbacks of a channel are set in the console, and its player can be framed', () =>
    on.visit(async (page) => {
      const [channel] = await on.mock.kollusLive.channels()
      const { key: channelKey, title } = channel!
      await page.goto('/kollus-live/console')
      await on.logIn(page)
      await page.getByRole('link', { name: `Callback of ${title}` }).click()
      await page.getByLabel('Playback callback').fill('nonsense')
      await page.getByRole('button', { name: 'Save' }).click()
      await on.shoot(page, 'Channel settings', 'callback-refused')
      await page.getByLabel('Playback callback').fill('http://127.0.0.1:9/may-play')
      await page.getByLabel('LMS callback').fill('30:http://127.0.0.1:9/progress')
      await page.getByRole('button', { name: 'Save' }).click()
      await on.shoot(page, 'Channel settings', 'callback', true)
      expect(await page.getByLabel('LMS callback').inputValue()).toBe('30:http://127.0.0.1:9/progress')

      const keys = await on.mock.kollusLive.playerKeys()
      const now = on.mock.clock.now()
      const url = await kollusPlayUrl({ ...keys, channelKey, expiresAt: now + 60_000, now, baseUrl: on.url })
      await page.goto(url)
      await on.shoot(page, 'Error 3012', 'player-refused', true)
      await on.mock.kollusLive.publish({ channelKey })
      await page.goto(url)
      await on.shoot(page, title, 'player', true)
      await page.goto(on.callbackUrl)
      await page.evaluate(`document.body.innerHTML = '<iframe src="${url}"></iframe>'`)
      await page.frameLocator('iframe').getByText('on air').waitFor()
    }))

  test('signing in works without a mouse and without JavaScript', () =>
    on.visit(
      async (page) => {
        const auth = await createClient(page)
        await page.getByRole('button', { name: 'Log out' }).click()
        await page.getByRole('heading', { name: 'Log in to Kollus Live' }).waitFor()

        await page.goto((await begin(auth, ['live:statistics'])).url)
        await page.getByRole('heading', { name: 'Log in to Kollus Live' }).waitFor()
        // The first account of the seed has the focus: one key logs in.
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Authorization Request' }).waitFor()
        const focused = page.locator(':focus-visible')
        const stops: string[] = []
        while (stops.at(-1) !== 'Cancel' && stops.length < 10) {
          await page.keyboard.press('Tab')
          expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid')
          stops.push((await focused.innerText()).trim())
        }
        const links = ['Console', 'Dashboard', 'Reference']
        expect(stops).toEqual(['Skip to content', 'K\nKollus Live', ...links, 'Log out', 'Authorize', 'Cancel'])
        await page.keyboard.press('Shift+Tab')
        await page.keyboard.press('Enter')
        await page.waitForURL(`${on.callbackUrl}?*`)
        expect((await auth.complete(page.url())).scopes).toEqual(['live:statistics'])
      },
      { javaScriptEnabled: false },
    ))
})
