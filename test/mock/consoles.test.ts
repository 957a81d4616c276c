import { describe, expect, test } from 'vitest'
import { providerNames } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { Browser } from './sign-in.js'

describe.each(providerNames)('the console of %s', (provider) => {
  const consolePath = `/${provider}/console`

  test('accepts a slash at the end of its address, its log-in and its first page', async () => {
    const mock = await testMock()
    const stranger = new Browser(mock, consolePath)
    expect((await stranger.get(`${consolePath}/`)).status).toBe(302)
    expect((await stranger.get(`${consolePath}/login/`)).status).toBe(200)
    const browser = new Browser(mock, consolePath)
    const entered = await browser.logIn('alice', `${consolePath}/`)
    expect(entered.headers.get('location')).toBe(`${consolePath}/`)
    const first = (await browser.get(`${consolePath}/`)).headers.get('location')!
    expect((await browser.get(consolePath)).headers.get('location')).toBe(first)
    expect((await browser.get(`${first}/`)).status).toBe(200)
  })

  test('sends its policy with its pages, and refuses a form from another site', async () => {
    const mock = await testMock()
    const browser = new Browser(mock, consolePath)
    await browser.logIn('alice')
    const first = await browser.get((await browser.get(consolePath)).headers.get('location')!)
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/)
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    const forged = await mock.fetch(`${mock.url}${consolePath}/login`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ account: 'alice', password: 'alice' }),
    })
    expect([forged.status, forged.headers.get('set-cookie')]).toEqual([419, null])
  })
})
