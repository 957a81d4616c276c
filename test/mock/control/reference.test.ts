import { describe, expect, test } from 'vitest'
import { providerNames, type Mock } from '../../../mock/index.js'
import { providers } from '../../../mock/providers.js'
import { ruleOf } from '../../../mock/control/reference/rule-of.js'
import { document as livepushDocument } from '../../../generated/livepush/document.js'
import { sdl } from '../../../generated/dlive/sdl.js'
import { rootFieldNames } from '../../../mock/graphql/root-fields.js'
import { testMock } from '../../support/mock.js'

const pathOf = (provider: string) => `/_mock/${provider}/reference`

async function textOf(mock: Mock, path: string, status = 200): Promise<string> {
  const response = await mock.fetch(mock.url + path)
  expect(response.status).toBe(status)
  return response.text()
}

const unescape = (html: string) =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** Loads the form of an operation, fills it in and sends it, as a browser without JavaScript does. */
async function send(
  mock: Mock,
  provider: string,
  operation: string,
  fill: Readonly<Record<string, string>> = {},
  prefix = '',
) {
  const path = prefix + pathOf(provider)
  const page = await textOf(mock, `${path}/try?operation=${operation}`)
  const fields = new URLSearchParams({ intent: 'send' })
  const attribute = (tag: string, name: string) => unescape(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  for (const [tag, text = ''] of page.matchAll(/<input [^>]*>|<textarea [^>]*>([^<]*)/g)) {
    if (/type="checkbox"/.test(tag) && !/ checked/.test(tag)) continue
    fields.append(attribute(tag, 'name'), tag.startsWith('<input') ? attribute(tag, 'value') : unescape(text))
  }
  const [, account] = /<option value="([^"]*)" selected/.exec(page) ?? []
  if (account !== undefined) fields.set('account', account)
  for (const [name, value] of Object.entries(fill)) fields.set(name, value)
  const response = await mock.fetch(`${mock.url}${path}/try`, { method: 'POST', body: fields })
  const html = await response.text()
  return { html, status: Number(/class="status[^"]*">(\d+)</.exec(html)?.[1]), text: unescape(html) }
}

describe.each(providerNames)('the reference of %s', (provider) => {
  test('has every operation, with a command line without secrets and the sources of its facts', async () => {
    const mock = await testMock()
    const { spec } = (await providers[provider]()).parts
    const html = await textOf(mock, pathOf(provider))
    for (const [id, { path, method }] of Object.entries(spec.operations)) {
      expect(html).toContain(`id="operation-${id}"`)
      expect(html.replaceAll('<wbr/>', '')).toContain(`>${path}<`)
      expect(html).toContain(`>${method}<`)
    }
    expect(html).toContain('class="evidence documented"')
    expect(unescape(html)).toMatch(/-H "Authorization: (Bearer )?\$TOKEN"/)
    expect(unescape(html)).toContain(`'${mock.url}/${provider}/`)
    const { clientSecret = '', accessToken } = mock.credentials(provider) as Partial<Record<string, string>>
    expect(html).not.toContain(`client_secret=${clientSecret}`)
    if (accessToken !== undefined) expect(html).not.toContain(accessToken)
  })

  test('has a policy that allows its own style and scripts only', async () => {
    const mock = await testMock()
    const response = await mock.fetch(mock.url + pathOf(provider))
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(await response.text()).not.toMatch(/ (src|on\w+)=|<link rel="stylesheet"/)
  })
})

test('the reference of a GraphQL API has every root field, with its required scope', async () => {
  const html = await textOf(await testMock(), pathOf('dlive'))
  for (const name of rootFieldNames(sdl)) expect(html).toContain(`id="graphql-field-${name}"`)
  expect(html).toContain('Needs a user’s token with the scope relationship:read')
})

test('the reference of Kollus Live describes its callbacks', async () => {
  expect(await textOf(await testMock(), pathOf('kollus-live'))).toContain('id="operation-liveStateChanged"')
})

describe('the form of an operation', () => {
  const working = {
    'kollus-live': 'listChannels',
    dlive: 'executeGraphQL',
    livepush: 'createStream',
    ovenstudio: 'createSignedUrl',
  } as const

  test.each(providerNames)(
    'calls the mock of %s through its public API, with a token that the page does not show',
    async (provider) => {
      const mock = await testMock()
      const operation = working[provider]
      const { html, status, text } = await send(mock, provider, operation)
      expect([status, text.includes('$TOKEN')]).toEqual([provider === 'livepush' ? 201 : 200, true])
      const [entry] = mock.journal.requests({ provider })
      expect(entry).toMatchObject({ operation: `${provider}.${operation}`, status })
      const sent = (await mock.journal.entry(entry!.id))!.request.headers.find(([name]) =>
        /^authorization$/i.test(name),
      )
      expect(sent).toBeDefined()
      const { accessToken } = mock.credentials(provider) as { readonly accessToken?: string }
      if (accessToken) expect(html).not.toContain(accessToken)
    },
  )

  test('shows a refusal with its description in the document', async () => {
    const mock = await testMock()
    const missing = await send(mock, 'livepush', 'listStreams', { account: '' })
    const { description } = ruleOf(livepushDocument, 'listStreams', 401)!
    expect(missing.status).toBe(401)
    expect(missing.text).toContain(description.split(/[.`]/)[0])
    expect((await send(mock, 'livepush', 'listStreams', { scope: 'profile.read' })).status).toBe(403)
    expect((await send(mock, 'kollus-live', 'getChannel', { 'field.channel_key': 'nothing' })).status).toBe(404)
  })

  test('shows an error instead of an impossible call', async () => {
    const { text } = await send(await testMock(), 'livepush', 'listStreams', { account: 'mallory' })
    expect(text).toContain("There is no account 'mallory'")
  })

  test.each([
    ['kollus-live', {}],
    ['dlive', {}],
    ['livepush', {}],
    ['livepush', { 'field.grant_type': 'refresh_token' }],
  ] as const)('exchanges a code or a refresh token of %s that was issued for it', async (provider, fill) => {
    const { status, text } = await send(await testMock(), provider, 'exchangeToken', fill)
    expect([status, text.includes('"access_token": "')]).toEqual([200, true])
    expect(text).toMatch(/\$(CODE|REFRESH_TOKEN)/)
    expect(text).toContain('$CLIENT_SECRET')
  })

  test('redirects a browser to the consent page', async () => {
    const mock = await testMock()
    const { text } = await send(mock, 'livepush', 'authorize')
    const [, href] = /href="(http[^"]*\/livepush\/id\/oauth2\/authorize\?[^"]*)"/.exec(text)!
    expect(await mock.approve(href!)).toContain('code=')
  })

  test('shows a token on request', async () => {
    const mock = await testMock()
    const { text } = await send(mock, 'livepush', 'listStreams', { intent: 'token' })
    const [, token] = /class="copied"><code>([^<]+)/.exec(text)!
    const headers = { authorization: `Bearer ${token!}` }
    expect((await mock.fetch(`${mock.url}/livepush/octopus/streams/mine`, { headers })).status).toBe(200)
  })

  test('starts with a document for the selected root field', async () => {
    const page = await textOf(await testMock(), `${pathOf('dlive')}/try?operation=executeGraphQL&field=user`)
    expect(unescape(page)).toContain('query ($username: String!) {\n  user(username: $username) {')
  })

  test('is accepted from a page of this mock only', async () => {
    const mock = await testMock()
    const body = new URLSearchParams({ operation: 'listStreams', intent: 'send', account: 'alice' })
    const response = await mock.fetch(`${mock.url}${pathOf('livepush')}/try`, { method: 'POST', body })
    expect([response.status, mock.journal.requests()]).toEqual([403, []])
  })

  test('of a sandbox calls the sandbox', async () => {
    const mock = await testMock()
    const { status, text } = await send(mock, 'livepush', 'listStreams', {}, '/t/a')
    expect([status, text.includes(`${mock.url}/t/a/livepush/octopus/streams/mine`)]).toEqual([200, true])
    expect([mock.journal.requests(), mock.sandbox('a').journal.requests()]).toMatchObject([[], [{ status: 200 }]])
  })

  test('does not exist for an unknown operation or provider', async () => {
    const mock = await testMock()
    expect(await textOf(mock, `${pathOf('livepush')}/try?operation=nothing`, 404)).toContain(
      'does not serve this provider or operation',
    )
    expect(await textOf(mock, pathOf('twitch'), 404)).toContain('It serves kollus-live')
  })
})

test('the rule of an answer is that of its status, else of its class', () => {
  const response = (description: string) => ({ description, 'x-evidence': 'inferred', 'x-source': ['PAGE', 'other'] })
  const document = {
    'x-onair': { sources: { PAGE: { title: 'A page', url: 'https://docs.example/' } } },
    components: { responses: { Gone: response('It is gone.') } },
    paths: {
      '/things': {
        get: {
          operationId: 'list',
          responses: { 410: { $ref: '#/components/responses/Gone' }, '4XX': response('Refused.') },
        },
      },
    },
  }
  const source = [{ title: 'A page', url: 'https://docs.example/' }, { title: 'other' }]
  expect(ruleOf(document, 'list', 410)).toEqual({ description: 'It is gone.', evidence: 'inferred', source })
  expect(ruleOf(document, 'list', 404)).toMatchObject({ description: 'Refused.' })
  expect(ruleOf(document, 'list', 200)).toBeUndefined()
  expect(ruleOf(document, 'other', 410)).toBeUndefined()
})
