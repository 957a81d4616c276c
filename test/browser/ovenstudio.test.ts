import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { staticToken } from '../../src/index.js'
import { createOvenStudio } from '../../src/ovenstudio/index.js'
import { chromium } from '../support/chromium.js'
import { stage } from '../support/stage.js'

describe.skipIf(!chromium)('browser: OvenStudio', { timeout: 60_000 }, () => {
  const on = stage('ovenstudio')

  async function enter(page: Page, tab?: string) {
    await page.goto('/ovenstudio/console')
    await on.logIn(page)
    if (tab) await page.getByRole('link', { name: tab }).click()
  }

  /** The URL of the stream `OvenStudio` for a token. */
  const sign = async (token: string) => {
    const { baseUrl, clock } = { baseUrl: on.url, clock: on.mock.clock }
    const studio = createOvenStudio({ host: 'ovenstudio.example.test', auth: staticToken(token), baseUrl, clock })
    const { url } = await studio.createSignedUrl({ stream: 'OvenStudio', until: new Date(clock.now() + 600_000) })
    return url
  }

  const shownToken = (page: Page) => page.locator('.notice code').innerText()

  test('a token created in the console signs until it is renewed; URLs that it signed work until they expire', () =>
    on.visit(async (page) => {
      await page.goto('/ovenstudio/console')
      await on.shoot(page, 'Log in to OvenStudio LLHLS', 'login')
      await on.logIn(page)
      await page.getByRole('link', { name: 'REST API' }).click()
      await on.shoot(page, 'Tokens', 'tokens')
      await page.getByRole('button', { name: 'Generate new token' }).click()
      await on.shoot(page, 'Token generated', 'token-generated', true)
      const first = await shownToken(page)
      await page.reload()
      expect(await page.getByText(first).count()).toBe(0)

      await on.mock.ovenstudio.publish({ name: 'OvenStudio' })
      const url = await sign(first)
      expect((await fetch(url)).status).toBe(200)

      await page.getByRole('button', { name: 'Renew token 2' }).click()
      await on.shoot(page, 'Token renewed', 'token-renewed')
      const second = await shownToken(page)
      await expect(sign(first)).rejects.toMatchObject({ kind: 'unauthorized' })
      expect((await fetch(await sign(second))).status).toBe(200)
      expect((await fetch(url)).status).toBe(200)

      await page.getByRole('button', { name: 'Delete token 2' }).click()
      await expect(sign(second)).rejects.toMatchObject({ kind: 'unauthorized' })
      await page.getByRole('button', { name: 'Delete token 1' }).click()
      await page.getByText('There are no tokens.').waitFor()
      await on.mock.clock.advance('10m')
      expect((await fetch(url)).status).toBe(403)
    }))

  test('CloudFront is linked in the first state, and Signed URL is enabled', () =>
    on.visit(
      async (page) => {
        await on.mock.ovenstudio.cloudFront({ isLinked: false, isEnabled: false, isSigned: false })
        await enter(page, 'AWS CloudFront')
        await on.shoot(page, 'AWS Credentials', 'cloudfront-new', true)
        expect(await page.getByRole('button', { name: 'Refresh' }).isDisabled()).toBe(true)
        await page.getByLabel('Access Key ID').fill('AKIAEXAMPLE')
        await page.getByLabel('Secret Access Key').fill('anything')
        await page.getByRole('button', { name: 'Save Credentials' }).click()
        await page.getByRole('button', { name: 'Refresh' }).click()
        await page.getByRole('button', { name: 'Enable Distribution' }).click()
        await page.getByText('Enabled', { exact: true }).waitFor()
        expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0)
        const { accessToken } = on.mock.credentials('ovenstudio')
        await expect(sign(accessToken)).rejects.toMatchObject({ kind: 'signing_disabled' })
        await page.getByRole('button', { name: 'Switch on Signed URL' }).click()
        await on.shoot(page, 'Signed URL', 'cloudfront', true)
        expect(await sign(accessToken)).toContain('Signature=')
      },
      { javaScriptEnabled: false },
    ))

  test('a created stream appears and shows a new Signed Edge URL each time', () =>
    on.visit(async (page) => {
      await on.mock.ovenstudio.publish({ name: 'Pop-up' })
      await enter(page)
      await on.shoot(page, 'Streams', 'console', true)
      await page.getByLabel('Stream Name').fill('OvenStudio')
      await page.getByRole('button', { name: 'Create' }).click()
      await page.getByText('A managed stream of this name already exists.').waitFor()
      await on.shoot(page, 'Streams', 'stream-refused')
      await page.getByLabel('Stream Name').fill('Pop-up')
      await page.getByRole('textbox', { name: 'Description' }).fill('Came to stay')
      await page.getByRole('button', { name: 'Create' }).click()
      await page.getByRole('link', { name: 'Pop-up' }).click()
      await on.shoot(page, 'URLs', 'stream', true)
      const edgeUrl = () => page.locator('dt:text-is("Signed Edge URL") + dd code').innerText()
      const first = await edgeUrl()
      await on.mock.clock.advance('1s')
      await page.reload()
      const second = await edgeUrl()
      expect(second).not.toBe(first)
      for (const url of [first, second]) expect((await fetch(url)).status).toBe(200)
    }))
})
