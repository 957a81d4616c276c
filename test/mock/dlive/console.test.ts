import { describe, expect, test } from 'vitest'
import type { Mock } from '../../../mock/index.js'
import { Browser } from '../sign-in.js'
import { testMock } from '../../support/mock.js'
import { dlive } from './caller.js'
import { authorizeUrl } from './sign-in.js'

const consolePath = '/dlive/console'
const list = `${consolePath}/applications`

/** A browser with a logged-in account, on the list of its applications. */
async function browserOf(mock: Mock, account = 'alice'): Promise<Browser> {
  const browser = new Browser(mock, consolePath)
  await browser.logIn(account)
  await browser.get(list)
  return browser
}

/** Without the app of the seed. */
async function loggedIn() {
  const mock = await testMock({ providers: ['dlive'], seed: { dlive: { clients: [] } } })
  return { mock, browser: await browserOf(mock) }
}

/** Whether a client can ask for consent. */
const isKnown = async (mock: Mock, client_id: string): Promise<boolean> => {
  const url = authorizeUrl(mock, { client_id, redirect_uri: shop.redirectUri })
  return mock.approve(url).then(
    () => true,
    () => false,
  )
}

const clientOf = (page: string) => {
  const [, id = '', secret = ''] =
    /<dt>App ID<\/dt><dd>.*?<code>(\d+)<\/code>.*?<dt>App secret<\/dt><dd>.*?<code>(\w+)</.exec(page) ?? []
  return { id, secret }
}

const shop = {
  appName: 'Ticket shop',
  appDomains: 'shop.example, www.shop.example',
  redirectUri: 'https://shop.example/cb',
  policyUrl: 'https://shop.example/privacy',
  contactEmail: 'dev@shop.example',
  tosUrl: '',
  appIcon: '',
}

describe("DLive's application form", () => {
  test('the list shows the seed’s app to its owner, and names the owner to other users', async () => {
    const mock = await dlive()
    const { clientId: id, clientSecret: secret } = mock.credentials('dlive')
    expect(clientOf((await browserOf(mock)).page)).toEqual({ id, secret })
    const { page } = await browserOf(mock, 'bob')
    expect(page).toContain('You have not applied for any apps.')
    expect(page).toContain('<strong>Demo app</strong> belongs to <strong>alice</strong>')
    expect(page).not.toContain(secret)
  })

  test('an application is unknown to OAuth until it is approved, and then has an App ID and an App secret', async () => {
    const { mock, browser } = await loggedIn()
    await browser.get(`${list}/new`)
    const sent = await browser.post(list, { ...shop, appName: '<b>Shop</b>' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, list])
    await browser.get(list)
    expect(browser.page).toContain('Application sent')
    expect(browser.page).toContain('<dt>Status</dt><dd><span class="pill warn">Waiting for approval</span></dd>')
    await browser.get(list)
    expect(browser.page).not.toMatch(/Application sent|App ID/)

    expect((await browser.post(`${list}/1/approve`, {})).status).toBe(303)
    await browser.get(list)
    expect(await isKnown(mock, clientOf(browser.page).id)).toBe(true)
    expect(browser.page).not.toMatch(/<b>|Waiting for approval/)
  })

  test('approving twice creates one client', async () => {
    const { browser } = await loggedIn()
    await browser.get(`${list}/new`)
    await browser.post(list, shop)
    await browser.get(list)
    await browser.post(`${list}/1/approve`, {})
    await browser.get(list)
    const first = clientOf(browser.page)
    await browser.get(`${list}/new`)
    await browser.post(`${list}/1/approve`, {})
    await browser.get(list)
    expect(clientOf(browser.page)).toEqual(first)
  })

  test('a developer can have several apps, each with its own pair', async () => {
    const { mock, browser } = await loggedIn()
    for (const [index, appName] of ['First', 'Second'].entries()) {
      await browser.get(`${list}/new`)
      await browser.post(list, { ...shop, appName })
      await browser.get(list)
      await browser.post(`${list}/${index + 1}/approve`, {})
    }
    await browser.get(list)
    const [first, second] = browser.page.split('<section').slice(-2).map(clientOf)
    expect(await isKnown(mock, first!.id)).toBe(true)
    expect(await isKnown(mock, second!.id)).toBe(true)
    expect(first!.id).not.toBe(second!.id)
    expect(first!.secret).not.toBe(second!.secret)
  })

  test.each([
    ['appName', ' '],
    ['appName', 'x'.repeat(2001)],
    ['appDomains', ''],
    ['appDomains', 'https://shop.example'],
    ['redirectUri', 'javascript:alert(1)'],
    ['redirectUri', 'https://shop.example/cb#top'],
    ['policyUrl', 'shop.example/privacy'],
    ['policyUrl', ''],
    ['contactEmail', 'unknown'],
    ['tosUrl', 'javascript:alert(1)'],
    ['appIcon', 'data:image/png;base64,AAAA'],
  ])('refuses the %s %j at its field, and keeps the input', async (field, value) => {
    const { browser } = await loggedIn()
    await browser.get(`${list}/new`)
    const answer = await browser.post(list, { ...shop, [field]: value })
    expect(answer.status).toBe(422)
    expect(browser.page.match(/id="\w+-error"/g)).toEqual([`id="${field}-error"`])
    expect(browser.page).toContain(`value="${field === 'contactEmail' ? shop.policyUrl : shop.contactEmail}"`)
    await browser.get(list)
    expect(browser.page).toContain('You have not applied for any apps.')
  })

  test('refuses a form that is not from a page of the session', async () => {
    const { mock, browser } = await loggedIn()
    await browser.get(`${list}/new`)
    await browser.post(list, shop)
    const foreign = { form_token: 'f'.repeat(40) }
    expect((await browser.post(list, { ...shop, ...foreign })).status).toBe(419)
    expect((await browser.post(`${list}/1/approve`, foreign)).status).toBe(419)
    expect(await mock.dlive.applications()).toEqual([{ id: '1', appName: 'Ticket shop', status: 'waiting' }])
  })

  test("a user neither sees nor approves another's application, and cannot learn that it exists", async () => {
    const { mock, browser } = await loggedIn()
    await browser.get(`${list}/new`)
    await browser.post(list, shop)
    const bob = await browserOf(mock, 'bob')
    expect(bob.page).toContain('You have not applied for any apps.')
    await bob.get(`${list}/new`)
    const [foreign, unknown] = [await bob.post(`${list}/1/approve`, {}), await bob.post(`${list}/9/approve`, {})]
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect(bob.page).toContain('You have no such application.')
    expect(await mock.dlive.applications()).toEqual([{ id: '1', appName: 'Ticket shop', status: 'waiting' }])
  })

  test('says that the place of the redirect URI is a guess', async () => {
    const { browser } = await loggedIn()
    await browser.get(`${list}/new`)
    expect(browser.page).toMatch(/id="redirectUri-about">[^<]*is a guess/)
  })
})
