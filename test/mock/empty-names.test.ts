import { expect, test } from 'vitest'
import { failure } from '../support/failure.js'
import { testMock } from '../support/mock.js'
import { Browser } from './sign-in.js'

const mock = await testMock({ providers: ['kollus-live', 'dlive', 'livepush', 'ovenstudio'] })

test.each<[what: string, ask: () => unknown, message: string]>([
  ['a provider', () => testMock({ providers: ['' as never] }), 'There is no provider with an empty name; there are'],
  ['a provider of this mock', () => mock.credentials('' as never), 'does not serve an empty text'],
  ['an account', () => mock.grant('livepush', { account: '' }), 'There is no account with an empty name; the accounts'],
  ['a scope', () => mock.grant('livepush', { scopes: [''] }), 'livepush has no scope with an empty name; its scopes'],
  ['a channel', () => mock.kollusLive.publish({ channelKey: '' }), 'There is no channel with an empty name'],
  ['a stream', () => mock.livepush.publish({ streamId: '' }), 'There is no stream with an empty name'],
  ['another stream', () => mock.ovenstudio.unpublish({ name: '' }), 'There is no stream with an empty name'],
  ['a streamer', () => mock.dlive.publish({ username: '' }), 'There is no account with an empty name'],
  ['an application', () => mock.dlive.approveApplication({ id: '' }), 'There is no application with an empty name'],
])('a message says in words that the name of %s is empty', async (_, ask, message) => {
  const error = (await failure(Promise.resolve().then(ask))) as Error
  expect(error.message).toContain(message)
  expect(error.message).not.toMatch(/''|""/)
})

test.each([
  ['kollus-live', '/settings/basic-info/service-account/oauth-clients', { name: 'Shop', callback_url: '' }],
  ['kollus-live', '/settings/basic-info/service-account/personal-access-tokens', { name: 'CI', scope: '' }],
  ['livepush', '/apps', { name: 'Shop', redirect_uri: '' }],
  ['dlive', '/applications', { appName: '', redirectUri: '' }],
  ['ovenstudio', '/streams', { name: '' }],
  ['ovenstudio', '/settings/aws-cloudfront/credentials', {}],
])('a form of %s says at an empty field what it needs, without empty quotes: %s', async (provider, path, form) => {
  const consolePath = `/${provider}/console`
  const browser = new Browser(mock, consolePath)
  await browser.logIn('alice')
  const home = await browser.get(consolePath)
  await browser.get(home.headers.get('location')!)
  expect((await browser.post(consolePath + path, form)).status).toBe(422)
  const said = [...browser.page.matchAll(/<p class="wrong" id="[^"]*">([^<]*)</g)].map(([, text]) => text!)
  expect(said.length).toBeGreaterThan(0)
  expect(said.filter((text) => text.includes('&#39;&#39;'))).toEqual([])
})
