import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { defineProvider } from '../../mock/index.js'
import { createProviderAuth } from '../../src/index.js'
import { chromium } from '../support/chromium.js'
import { failure } from '../support/failure.js'
import { stage } from '../support/stage.js'
import { telegraph as api } from './generated/telegraph/index.js'
import { telegraph as spec } from './generated/telegraph/mock.js'

const telegraphAuth = createProviderAuth(api)
const definition = defineProvider(spec)

describe.skipIf(!chromium)('browser: a device that signs in', { timeout: 60_000 }, () => {
  const on = stage(definition)

  function begin() {
    const { clientId, redirectUri } = on.mock.credentials(definition)
    const auth = telegraphAuth({ clientId, redirectUri, baseUrl: on.url, clock: on.mock.clock })
    return auth.device({ account: 'alice', scopes: ['wires.read', 'wires.write'] })
  }

  /** Types a code on the page that is open. */
  async function enter(page: Page, code: string) {
    await page.getByLabel('Code').fill(code)
    await page.getByRole('button', { name: 'Continue' }).click()
  }

  test('a user logs in, mistypes the code, corrects it and approves', () =>
    on.visit(async (page) => {
      const device = await begin()
      await page.goto(device.verificationUri)
      await on.logIn(page)
      await on.shoot(page, 'Connect a device', 'device-code', true)
      await enter(page, 'BCDF-GHJK')
      const field = page.getByRole('textbox', { name: 'Code', description: /wrong or has ended/ })
      expect(await field.inputValue()).toBe('BCDF-GHJK')
      expect(await field.evaluate('document.activeElement.id')).toBe('user_code')
      await on.shoot(page, 'Connect a device', 'device-code-wrong', true)
      await enter(page, device.userCode.toLowerCase().replace('-', ' '))
      expect(await page.getByText(device.userCode, { exact: true }).isVisible()).toBe(true)
      await on.shoot(page, 'Authorization Request', 'device-consent', true)
      await page.getByRole('button', { name: 'Allow' }).click()
      await on.shoot(page, 'Device connected', 'device-connected', true)
      expect(await device.complete()).toMatchObject({ account: 'alice', scopes: ['wires.read', 'wires.write'] })
      // A reload sends the form again: the code was used.
      await page.reload()
      await page.getByRole('textbox', { name: 'Code', description: /wrong or has ended/ }).waitFor()
    }))

  test('the address with the code asks to log in, then shows the code, and a user who denies ends the sign-in', () =>
    on.visit(async (page) => {
      const device = await begin()
      await page.goto(device.verificationUriComplete!)
      await on.logIn(page)
      await page.getByText(device.userCode, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Deny' }).click()
      await on.shoot(page, 'Device refused', 'device-refused', true)
      expect(await failure(device.complete())).toMatchObject({ error: 'access_denied' })
    }))

  test('a code that ends while its page is open gives an error, and the device learns it', () =>
    on.visit(async (page) => {
      const device = await begin()
      await page.goto(device.verificationUriComplete!)
      await on.logIn(page)
      await page.getByRole('heading', { name: 'Authorization Request' }).waitFor()
      await on.mock.clock.advance('30m')
      await page.getByRole('button', { name: 'Allow' }).click()
      await page.getByRole('textbox', { name: 'Code', description: /wrong or has ended/ }).waitFor()
      expect(await failure(device.complete())).toMatchObject({ error: 'expired_token' })
    }))

  test('it works without a mouse and without JavaScript', () =>
    on.visit(
      async (page) => {
        const device = await begin()
        await page.goto(device.verificationUri)
        // The first account of the seed has the focus, then the field for the code.
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Connect a device' }).waitFor()
        await page.keyboard.type(device.userCode)
        await page.keyboard.press('Enter')
        const allow = page.getByRole('button', { name: 'Allow' })
        await allow.waitFor()
        const focused = page.locator(':focus-visible')
        for (let stop = 0; stop < 10; stop++) {
          await page.keyboard.press('Tab')
          if ((await focused.innerText()).trim() === 'Allow') break
        }
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Device connected' }).waitFor()
        expect(await device.complete()).toMatchObject({ account: 'alice' })
      },
      { javaScriptEnabled: false },
    ))
})
