import { describe, expect, test } from 'vitest'
import { mountConsole } from '../../../mock/livepush/console.js'
import { consoleApp } from '../../support/console-app.js'
import { Visitor } from '../../support/visitor.js'

async function loggedIn(account = 'alice') {
  const world = consoleApp({ mount: mountConsole })
  const visitor = new Visitor(world.app)
  await visitor.logIn(world.consolePath, account)
  return { ...world, visitor, apps: `${world.consolePath}/apps` }
}

const shop = { name: 'Ticket shop', redirect_uri: 'https://shop.example/cb' }

describe('the Developer Console', () => {
  test.each(['', '/new', '/1'])('asks to log in first at apps%s', async (below) => {
    const { app, consolePath } = consoleApp({ mount: mountConsole })
    const answer = await app.request(`${consolePath}/apps${below}`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(
      `${consolePath}/login?${new URLSearchParams({ next: `${consolePath}/apps${below}` })}`,
    )
  })

  test('makes an app, says so once, and shows its id and secret where it is managed', async () => {
    const { visitor, server, apps } = await loggedIn()
    await visitor.get(`${apps}/new`)
    const answer = await visitor.post(apps, { ...shop, name: '<b>Shop</b>' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, apps])
    const [app] = server.directory.clients()
    expect(app).toMatchObject({ name: '<b>Shop</b>', ownerId: '1', redirectUris: ['https://shop.example/cb'] })
    await visitor.get(apps)
    expect(visitor.page).toContain('App created')
    expect(visitor.page).toContain(`href="${apps}/${app!.id}"`)
    expect(visitor.page).not.toContain(app!.secret)
    await visitor.get(apps)
    expect(visitor.page).not.toContain('App created')
    await visitor.get(`${apps}/${app!.id}`)
    expect(visitor.page).toContain(`<dt>Client ID</dt><dd><code>${app!.id}</code></dd>`)
    expect(visitor.page).toContain(`<dt>Client Secret</dt><dd><code>${app!.secret}</code></dd>`)
    expect(visitor.page).not.toContain('<b>')
  })

  test('says that the place of the redirect URI is a guess', async () => {
    const { visitor, apps } = await loggedIn()
    await visitor.get(`${apps}/new`)
    expect(visitor.page).toMatch(/id="redirect_uri-about">[^<]*is a guess/)
  })

  test.each([
    ['name', { ...shop, name: ' ' }],
    ['redirect_uri', { ...shop, redirect_uri: 'javascript:alert(1)' }],
  ])('refuses a wrong %s at its field, with the input kept', async (field, form) => {
    const { visitor, server, apps } = await loggedIn()
    await visitor.get(`${apps}/new`)
    const answer = await visitor.post(apps, form)
    expect(answer.status).toBe(422)
    expect(visitor.page).toContain(`id="${field}-error"`)
    expect(visitor.page).toContain(`value="${form.redirect_uri}"`)
    expect(server.directory.clients()).toEqual([])
  })

  test('takes no form that is not from a page of the session', async () => {
    const { visitor, server, apps } = await loggedIn()
    const answer = await visitor.post(apps, { ...shop, form_token: 'f'.repeat(40) })
    expect(answer.status).toBe(419)
    expect(server.directory.clients()).toEqual([])
  })

  test("shows nobody another's app, and does not say that there is one", async () => {
    const { visitor, app, server, consolePath, apps } = await loggedIn()
    await visitor.get(`${apps}/new`)
    await visitor.post(apps, shop)
    const { id, secret } = server.directory.clients()[0]!
    const bob = new Visitor(app)
    await bob.logIn(consolePath, 'bob')
    expect(bob.page).toContain('You have not created any apps.')
    const foreign = await bob.get(`${apps}/${id}`)
    expect(foreign.status).toBe(404)
    expect(bob.page).toContain('You have no such app.')
    expect(bob.page).not.toContain(secret)
    expect((await bob.get(`${apps}/999`)).status).toBe(404)
  })
})
