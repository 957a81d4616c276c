import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { AuthorizationDeniedError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { createLivepush, livepushAuth, type Scope } from '../../src/livepush/index.js'
import { profile } from '../../generated/livepush/operations.js'
import { chromium } from '../support/chromium.js'
import { stage } from '../support/stage.js'

const everything = [...profile.scopes]

describe.skipIf(!chromium)('browser: Livepush', { timeout: 60_000 }, () => {
  const on = stage('livepush', { policy: { livepush: { chooseScopes: true } } })

  async function createApp(page: Page) {
    await page.goto('/livepush/console')
    await on.logIn(page)
    await page.getByRole('link', { name: 'New App' }).click()
    await page.getByLabel('Name').fill('Ticket shop')
    await page.getByLabel('Redirect URI').fill(on.callbackUrl)
    await page.getByRole('button', { name: 'Create App' }).click()
  }

  /** The auth of the app in the console's list, with the values that *Manage App* shows. */
  async function manageApp(page: Page) {
    await page.getByRole('link', { name: 'Manage App Ticket shop' }).click()
    await page.getByRole('heading', { name: 'Manage App' }).waitFor()
    const shown = (label: string) => page.locator(`dt:text-is("${label}") + dd code`).innerText()
    return livepushAuth({
      clientId: await shown('Client ID'),
      clientSecret: await shown('Client Secret'),
      redirectUri: on.callbackUrl,
      baseUrl: on.url,
      clock: on.mock.clock,
    })
  }

  const begin = (auth: ReturnType<typeof livepushAuth>, scopes: Scope[] = ['streams.read', 'streams.create']) =>
    auth.begin({ account: 'alice', scopes })

  const client = (auth: ReturnType<typeof livepushAuth>) =>
    createLivepush({ auth: auth.account('alice'), baseUrl: on.url, clock: on.mock.clock })

  test('an app created in the console signs in a user who allows fewer scopes than requested', () =>
    on.visit(async (page) => {
      await createApp(page)
      await on.shoot(page, 'App created', 'app-created')
      await page.reload()
      expect(await page.getByText('App created').count()).toBe(0)
      await on.shoot(page, 'Apps', 'console', true)
      const auth = await manageApp(page)
      await on.shoot(page, 'Manage App', 'manage-app', true)

      await page.goto((await begin(auth, everything)).url)
      expect(await page.getByText('Ticket shop').isVisible()).toBe(true)
      expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(16)
      await on.shoot(page, 'Authorization Request', 'consent', true)
      await page.getByRole('checkbox', { name: 'streams.create' }).uncheck()
      await page.getByRole('button', { name: 'Allow' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)

      expect(await auth.complete(page.url())).toMatchObject({ account: 'alice' })
      const livepush = client(auth)
      expect(unwrap(await livepush.call('listStreams')).length).toBeGreaterThan(0)
      const refused = await livepush.call('createStream', { body: { category: 'simulcast', name: 'Demo' } })
      expect(refused.status).toBe(403)
    }))

  test('denying returns to the application, which gets an AuthorizationDeniedError', () =>
    on.visit(async (page) => {
      await createApp(page)
      const auth = await manageApp(page)
      await page.goto((await begin(auth)).url)
      await page.getByRole('button', { name: 'Deny' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)
      const back = new URL(page.url()).searchParams
      expect([back.has('error'), back.has('code')]).toEqual([true, false])
      await expect(auth.complete(page.url())).rejects.toThrow(AuthorizationDeniedError)
      expect(await auth.accounts()).toEqual([])
    }))

  test('an unknown app or an unregistered redirect URI ends on an error page without a redirect', () =>
    on.visit(async (page) => {
      await createApp(page)
      const { url } = await begin(await manageApp(page))
      for (const [parameter, value] of [
        ['client_id', 'unknown'],
        ['redirect_uri', `${on.callbackUrl}/elsewhere`],
      ] as const) {
        const wrong = new URL(url)
        wrong.searchParams.set(parameter, value)
        const answer = await page.goto(wrong.href)
        expect([answer!.status(), page.url()]).toEqual([400, wrong.href])
        await on.shoot(page, 'Authorization failed', `refused-${parameter}`)
      }
    }))

  test('the console shows a wrong redirect URI at its field, and has a page for an unknown app', () =>
    on.visit(async (page) => {
      await page.goto('/livepush/console')
      await on.shoot(page, 'Log in to Livepush', 'login')
      await on.logIn(page)
      await page.getByRole('link', { name: 'New App' }).click()
      await page.getByLabel('Name').fill('Ticket shop')
      await on.shoot(page, 'New App', 'app-new', true)
      await page.getByLabel('Redirect URI').fill('javascript:alert(1)')
      await page.getByRole('button', { name: 'Create App' }).click()
      const field = page.getByRole('textbox', { name: 'Redirect URI', description: /is not a valid redirect URI/ })
      expect(await field.inputValue()).toBe('javascript:alert(1)')
      await on.shoot(page, 'New App', 'app-refused')
      await page.goto('/livepush/console/apps/999')
      await page.getByRole('alert').waitFor()
      await on.shoot(page, 'Apps', 'app-missing')
    }))

  test('a choice among many scopes works without a mouse and without JavaScript, and the buttons never cover the focused box', () =>
    on.visit(
      async (page) => {
        await createApp(page)
        const auth = await manageApp(page)
        await page.goto((await begin(auth, everything)).url)
        await page.getByRole('heading', { name: 'Authorization Request' }).waitFor()
        const focused = page.locator(':focus-visible')
        const decision = page.getByRole('button', { name: 'Allow' })
        await page.keyboard.press('Tab')
        for (const stop of ['L\nLivepush', 'Console', 'Dashboard', 'Reference', 'Log out']) {
          await page.keyboard.press('Tab')
          expect((await focused.innerText()).trim()).toBe(stop)
        }
        for (const scope of everything) {
          await page.keyboard.press('Tab')
          expect(await focused.getAttribute('value')).toBe(scope)
          const [box, bar] = [(await focused.boundingBox())!, (await decision.boundingBox())!]
          expect(box.y + box.height).toBeLessThan(bar.y)
          if (scope !== 'profile.read') await page.keyboard.press('Space')
        }
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await page.waitForURL(`${on.callbackUrl}?*`)
        await auth.complete(page.url())
        expect((await client(auth).call('getAccount')).status).toBe(200)
        expect((await client(auth).call('listStreams')).status).toBe(403)
      },
      { javaScriptEnabled: false },
    ))
})
