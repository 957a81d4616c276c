import { describe, expect, test } from 'vitest'
import { Applications } from '../../../mock/dlive/applications.js'
import { mountConsole } from '../../../mock/dlive/console.js'
import { consoleApp } from '../../support/console-app.js'
import { Visitor } from '../../support/visitor.js'

async function loggedIn(account = 'alice') {
  const world = consoleApp({
    mount: (app, routes) => mountConsole(app, { ...routes, applications: new Applications(routes.server.directory) }),
  })
  const visitor = new Visitor(world.app)
  await visitor.logIn(world.consolePath, account)
  return { ...world, visitor, list: `${world.consolePath}/applications` }
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
  test('an application is unknown to OAuth until it is approved, and has an App ID and an App secret from then on', async () => {
    const { visitor, server, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    const sent = await visitor.post(list, { ...shop, appName: '<b>Shop</b>' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, list])
    await visitor.get(list)
    expect(visitor.page).toContain('Application sent')
    expect(visitor.page).toContain('<dt>Status</dt><dd>Waiting for approval</dd>')
    expect(server.directory.clients()).toEqual([])
    await visitor.get(list)
    expect(visitor.page).not.toContain('Application sent')

    expect((await visitor.post(`${list}/1/approve`, {})).status).toBe(303)
    const [client] = server.directory.clients()
    expect(client).toMatchObject({ name: '<b>Shop</b>', ownerId: '1', redirectUris: ['https://shop.example/cb'] })
    await visitor.get(list)
    expect(visitor.page).toContain(`<dt>App ID</dt><dd><code>${client!.id}</code></dd>`)
    expect(visitor.page).toContain(`<dt>App secret</dt><dd><code>${client!.secret}</code></dd>`)
    expect(visitor.page).not.toMatch(/<b>|Waiting for approval/)
  })

  test('approving twice makes one client', async () => {
    const { visitor, server, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    await visitor.post(list, shop)
    await visitor.get(list)
    await visitor.post(`${list}/1/approve`, {})
    await visitor.post(`${list}/1/approve`, {})
    expect(server.directory.clients()).toHaveLength(1)
  })

  test('a developer may have several apps, each with its own pair', async () => {
    const { visitor, server, list } = await loggedIn()
    for (const [index, appName] of ['First', 'Second'].entries()) {
      await visitor.get(`${list}/new`)
      await visitor.post(list, { ...shop, appName })
      await visitor.get(list)
      await visitor.post(`${list}/${index + 1}/approve`, {})
    }
    const [first, second] = server.directory.clients()
    expect([first!.name, second!.name]).toEqual(['First', 'Second'])
    expect([first!.id, first!.secret]).not.toEqual([second!.id, second!.secret])
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
    ['contactEmail', 'nobody'],
    ['tosUrl', 'javascript:alert(1)'],
    ['appIcon', 'data:image/png;base64,AAAA'],
  ])('refuses the %s %j at its field, with the input kept', async (field, value) => {
    const { visitor, server, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    const answer = await visitor.post(list, { ...shop, [field]: value })
    expect(answer.status).toBe(422)
    expect(visitor.page.match(/id="\w+-error"/g)).toEqual([`id="${field}-error"`])
    expect(visitor.page).toContain(`value="${field === 'contactEmail' ? shop.policyUrl : shop.contactEmail}"`)
    await visitor.get(list)
    expect(visitor.page).toContain('You have not applied for any apps.')
    expect(server.directory.clients()).toEqual([])
  })

  test('takes no form that is not from a page of the session', async () => {
    const { visitor, server, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    await visitor.post(list, shop)
    const foreign = { form_token: 'f'.repeat(40) }
    expect((await visitor.post(list, { ...shop, ...foreign })).status).toBe(419)
    expect((await visitor.post(`${list}/1/approve`, foreign)).status).toBe(419)
    expect(server.directory.clients()).toEqual([])
  })

  test("nobody sees or approves another's application, and is not told that there is one", async () => {
    const { visitor, app, server, consolePath, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    await visitor.post(list, shop)
    const bob = new Visitor(app)
    await bob.logIn(consolePath, 'bob')
    expect(bob.page).toContain('You have not applied for any apps.')
    await bob.get(`${list}/new`)
    const [foreign, unknown] = [await bob.post(`${list}/1/approve`, {}), await bob.post(`${list}/9/approve`, {})]
    expect([foreign.status, unknown.status]).toEqual([404, 404])
    expect(bob.page).toContain('You have no such application.')
    expect(server.directory.clients()).toEqual([])
  })

  test('says that the place of the redirect URI is a guess', async () => {
    const { visitor, list } = await loggedIn()
    await visitor.get(`${list}/new`)
    expect(visitor.page).toMatch(/id="redirectUri-about">[^<]*is a guess/)
  })
})
