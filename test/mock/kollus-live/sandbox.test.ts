import { expect, test } from 'vitest'
import { kollusLiveMock } from '../caller.js'
import { authorizeUrl, Browser } from '../sign-in.js'

const root = '/t/t1/kollus-live'
const home = `${root}/console/settings/basic-info/service-account`

test('log-in, console and consent of a sandbox link to addresses of that sandbox only', async () => {
  const mock = await kollusLiveMock()
  const browser = new Browser(mock, `${root}/console`)
  const ours = /^\/t\/t1\/(_mock\/)?kollus-live(\/|$)/
  const visit = async (address: string) => {
    expect((await browser.get(address)).status).toBe(200)
    const links = [...browser.page.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, link]) => link!)
    expect(links).not.toEqual([])
    for (const link of links) expect(link).toMatch(ours)
  }

  const asked = await browser.get(authorizeUrl(mock.sandbox('t1')))
  const login = asked.headers.get('location')!
  expect(login).toMatch(ours)
  await visit(login)
  const next = new URL(login, mock.url).searchParams.get('next')!
  expect((await browser.logIn('alice', next)).headers.get('location')).toBe(next)
  await visit(next)
  for (const page of ['', '/oauth-clients/new', '/personal-access-tokens/new']) await visit(home + page)
  const made = await browser.post(`${home}/oauth-clients`, { name: 'Shop', callback_url: 'https://shop.example/back' })
  expect(made.headers.get('location')).toBe(home)
  expect((await browser.get(`${root}/console`)).headers.get('location')).toBe(home)
  await browser.get(home)
  expect(browser.page).toContain('Client created')
})
