import { describe, expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { Visitor } from '../../support/visitor.js'

const consolePath = '/livepush/console'
const apps = `${consolePath}/apps`

/** A mock without apps, and its visitor. */
async function site() {
  const mock = await testMock({
    providers: ['livepush'],
    seed: { livepush: { accounts: ['alice', 'bob'], clients: [] } },
  })
  return { request: (path: string, init?: RequestInit) => mock.fetch(mock.url + path, init) }
}

async function loggedIn(account = 'alice') {
  const app = await site()
  const visitor = new Visitor(app)
  await visitor.logIn(consolePath, account)
  return { app, visitor }
}

const shop = { name: 'Ticket shop', redirect_uri: 'https://shop.example/cb' }

/** The ids of the apps that a page lists. */
const idsOn = ({ page }: Visitor) =>
  [...page.matchAll(/href="\/livepush\/console\/apps\/([a-z0-9]{24})"/g)].map(([, id]) => id!)

describe('the Developer Console', () => {
  test.each(['', '/new', '/1'])('asks to log in first at apps%s', async (below) => {
    const answer = await (await site()).request(`${apps}${below}`)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(
      `${consolePath}/login?${new URLSearchParams({ next: `${apps}${below}` })}`,
    )
  })

  test('creates an app, confirms it once, and shows its id and secret where it is managed', async () => {
    const { visitor } = await loggedIn()
    await visitor.get(`${apps}/new`)
    const answer = await visitor.post(apps, { ...shop, name: '<b>Shop</b>' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, apps])
    await visitor.get(apps)
    expect(visitor.page).toContain('App created')
    const [id] = idsOn(visitor)
    await visitor.get(apps)
    expect(visitor.page).not.toContain('App created')
    const list = visitor.page
    await visitor.get(`${apps}/${id}`)
    expect(visitor.page).toMatch(new RegExp(`<dt>Client ID</dt><dd>.*?<code>${id}</code>`))
    const [, secret] = /<dt>Client Secret<\/dt><dd>.*?<code>([A-Za-z0-9]{40})</.exec(visitor.page)!
    expect(list).not.toContain(secret)
    expect(visitor.page).toContain('https://shop.example/cb')
    expect(visitor.page).not.toContain('<b>')
  })

  test('says that the place of the redirect URI is a guess', async () => {
    const { visitor } = await loggedIn()
    await visitor.get(`${apps}/new`)
    expect(visitor.page).toMatch(/id="redirect_uri-about">[^<]*is a guess/)
  })

  test.each([
    ['name', { ...shop, name: ' ' }],
    ['redirect_uri', { ...shop, redirect_uri: 'javascript:alert(1)' }],
  ])('refuses a wrong %s at its field, and keeps the input', async (field, form) => {
    const { visitor } = await loggedIn()
    await visitor.get(`${apps}/new`)
    const answer = await visitor.post(apps, form)
    expect(answer.status).toBe(422)
    expect(visitor.page).toContain(`id="${field}-error"`)
    expect(visitor.page).toContain(`value="${form.redirect_uri}"`)
    await visitor.get(apps)
    expect(idsOn(visitor)).toEqual([])
  })

  test('refuses a form that is not from a page of the session', async () => {
    const { visitor } = await loggedIn()
    const answer = await visitor.post(apps, { ...shop, form_token: 'f'.repeat(40) })
    expect(answer.status).toBe(419)
    await visitor.get(apps)
    expect(idsOn(visitor)).toEqual([])
  })

  test("hides another user's app, and does not reveal that it exists", async () => {
    const { app, visitor } = await loggedIn()
    await visitor.get(`${apps}/new`)
    await visitor.post(apps, shop)
    await visitor.get(apps)
    const [id] = idsOn(visitor)
    const bob = new Visitor(app)
    await bob.logIn(consolePath, 'bob')
    expect(bob.page).toContain('You have not created any apps.')
    const foreign = await bob.get(`${apps}/${id}`)
    expect(foreign.status).toBe(404)
    expect(bob.page).toContain('You have no such app.')
    expect(bob.page).not.toContain('Client Secret')
    expect((await bob.get(`${apps}/999`)).status).toBe(404)
  })
})
