import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { AuthorizationDeniedError } from '../../src/errors/index.js'
import { unwrap } from '../../src/http/result.js'
import { createDLive, dliveAuth, MeDocument, type Scope } from '../../src/dlive/index.js'
import { profile } from '../../generated/dlive/operations.js'
import { chromium } from '../support/chromium.js'
import { stage } from '../support/stage.js'

const everything = [...profile.scopes]

describe.skipIf(!chromium)('browser: DLive', { timeout: 60_000 }, () => {
  const on = stage('dlive')

  async function apply(page: Page) {
    await page.goto('/dlive/console')
    await on.logIn(page)
    await page.getByRole('link', { name: 'Apply for an app' }).click()
    await page.getByLabel('App name').fill('Ticket shop')
    await page.getByLabel('App domains').fill('shop.example')
    await page.getByLabel('Redirect URI').fill(on.callbackUrl)
    await page.getByLabel('Privacy policy URL').fill('https://shop.example/privacy')
    await page.getByLabel('Contact e-mail').fill('dev@shop.example')
    await page.getByRole('button', { name: 'Send application' }).click()
  }

  /** The auth of the application in the list, after its approval. */
  async function approved(page: Page) {
    await page.getByRole('button', { name: 'Approve Ticket shop' }).click()
    const app = page.getByRole('region', { name: 'Ticket shop' })
    const shown = (label: string) => app.locator(`dt:text-is("${label}") + dd code`).innerText()
    return dliveAuth({
      clientId: await shown('App ID'),
      clientSecret: await shown('App secret'),
      redirectUri: on.callbackUrl,
      baseUrl: on.url,
      clock: on.mock.clock,
    })
  }

  const begin = (auth: ReturnType<typeof dliveAuth>, scopes: Scope[] = ['identity', 'chat:write']) =>
    auth.begin({ account: 'alice', scopes })

  test('an application that was submitted, approved and allowed signs a user in', () =>
    on.visit(async (page) => {
      await apply(page)
      await on.shoot(page, 'Application sent', 'app-sent')
      const auth = await approved(page)
      await on.shoot(page, 'Ticket shop', 'console', true)

      await page.goto((await begin(auth, everything)).url)
      expect(await page.getByText('Ticket shop').isVisible()).toBe(true)
      await on.shoot(page, 'Authorization Request', 'consent', true)
      await page.getByRole('button', { name: 'Authorize' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)

      expect(await auth.complete(page.url())).toMatchObject({ account: 'alice', scopes: everything })
      const dlive = createDLive({ auth: auth.account('alice'), baseUrl: on.url, clock: on.mock.clock })
      expect(unwrap(await dlive.query(MeDocument)).me).toMatchObject({ username: 'alice' })
    }))

  test('denying returns to the application, which gets an AuthorizationDeniedError', () =>
    on.visit(async (page) => {
      await apply(page)
      const auth = await approved(page)
      await page.goto((await begin(auth)).url)
      await page.getByRole('button', { name: 'Deny' }).click()
      await page.waitForURL(`${on.callbackUrl}?*`)
      const back = new URL(page.url()).searchParams
      expect([back.get('error'), back.has('code')]).toEqual(['access_denied', false])
      await expect(auth.complete(page.url())).rejects.toThrow(AuthorizationDeniedError)
      expect(await auth.accounts()).toEqual([])
    }))

  test('an unknown app or an unregistered redirect URI ends on an error page without a redirect', () =>
    on.visit(async (page) => {
      await apply(page)
      const { url } = await begin(await approved(page))
      for (const [parameter, value] of [
        ['client_id', '1234567890'],
        ['redirect_uri', `${on.callbackUrl}/elsewhere`],
      ] as const) {
        const wrong = new URL(url)
        wrong.searchParams.set(parameter, value)
        const answer = await page.goto(wrong.href)
        expect([answer!.status() >= 400, page.url()]).toEqual([true, wrong.href])
        await on.shoot(page, 'Authorization failed', `refused-${parameter}`)
      }
    }))

  test('the form shows its errors at the fields, and keeps the input', () =>
    on.visit(async (page) => {
      await page.goto('/dlive/console')
      await on.shoot(page, 'Log in to DLive', 'login')
      await on.logIn(page)
      await page.getByRole('link', { name: 'Apply for an app' }).click()
      await page.getByLabel('App name').fill('Ticket shop')
      await on.shoot(page, 'Apply for an app', 'app-new', true)
      await page.getByLabel('App domains').fill('https://shop.example/')
      await page.getByLabel('Redirect URI').fill('javascript:alert(1)')
      await page.getByLabel('Privacy policy URL').fill('https://shop.example/privacy')
      await page.getByLabel('Contact e-mail').fill('dev@shop.example')
      await page.getByRole('button', { name: 'Send application' }).click()
      const field = page.getByRole('textbox', { name: 'Redirect URI', description: /is not a valid redirect URI/ })
      expect(await field.inputValue()).toBe('javascript:alert(1)')
      expect(await page.getByLabel('App name').inputValue()).toBe('Ticket shop')
      await on.shoot(page, 'Apply for an app', 'app-refused')
    }))

  test('applying and signing in work without JavaScript', () =>
    on.visit(
      async (page) => {
        await apply(page)
        const auth = await approved(page)
        await page.goto((await begin(auth)).url)
        await page.getByRole('button', { name: 'Authorize' }).click()
        await page.waitForURL(`${on.callbackUrl}?*`)
        expect((await auth.complete(page.url())).scopes).toEqual(['identity', 'chat:write'])
      },
      { javaScriptEnabled: false },
    ))
})
