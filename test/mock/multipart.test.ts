import { describe, expect, test } from 'vitest'
import { testMock } from '../support/mock.js'
import { as, mainStage, read } from './caller.js'
import { basic, tokenPath as dliveTokenPath } from './dlive/sign-in.js'
import { tokenPath as livepushTokenPath } from './livepush/caller.js'
import { codeFor } from './sign-in.js'

const multipart = (fields: Record<string, string>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

/** The specs declare url-encoded forms only. */
const liberties = { requests: ['exchangeToken 200', 'updateChannel 200'] }

describe('a multipart form', () => {
  test('is accepted by the token endpoint of Kollus Live', async () => {
    const mock = await testMock({}, liberties)
    const {
      clientId: client_id,
      clientSecret: client_secret,
      redirectUri: redirect_uri,
    } = mock.credentials('kollus-live')
    const fields = {
      grant_type: 'authorization_code',
      code: await codeFor(mock),
      redirect_uri,
      client_id,
      client_secret,
    }
    const path = '/kollus-live/console/oauth/token'
    const answer = await read(await mock.fetch(mock.url + path, { method: 'POST', body: multipart(fields) }))
    expect(answer.status).toBe(200)
    expect(mock.journal.requests()[0]).toMatchObject({ grantType: 'authorization_code', status: 200 })
  })

  test('is accepted by the token endpoint of DLive', async () => {
    const mock = await testMock({}, liberties)
    const init = { method: 'POST', body: multipart({ grant_type: 'client_credentials' }), headers: basic(mock) }
    expect((await mock.fetch(mock.url + dliveTokenPath, init)).status).toBe(200)
  })

  test('is accepted by the token endpoint of Livepush, where it takes POST', async () => {
    const policy = { livepush: { postTokenRequest: true } }
    const mock = await testMock({ policy }, liberties)
    const { clientId: client_id, clientSecret: client_secret } = mock.credentials('livepush')
    const { refreshToken } = await mock.grant('livepush')
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken!, client_id, client_secret }
    const answer = await mock.fetch(mock.url + livepushTokenPath, { method: 'POST', body: multipart(fields) })
    expect(answer.status).toBe(200)
  })

  test('is accepted by an operation with forms, and by the pages, without its files', async () => {
    const mock = await testMock({}, liberties)
    const { accessToken } = await mock.grant('kollus-live')
    const body = multipart({ title: 'Über den Draht & Co' })
    body.set('is_watermark', new File(['1'], 'title.txt'))
    const path = `${mock.url}/kollus-live/api/service-accounts/demo/channels/${mainStage}`
    const headers = { authorization: `Bearer ${accessToken}` }
    expect((await mock.fetch(path, { method: 'PUT', body, headers })).status).toBe(200)
    expect((await mock.kollusLive.channels())[0]!.title).toBe('Über den Draht & Co')

    const login = await mock.fetch(`${mock.url}/kollus-live/console/login`, {
      method: 'POST',
      body: multipart({ account: 'alice', password: 'alice' }),
    })
    expect([login.status, login.headers.get('location')]).toEqual([302, '/kollus-live/console'])
  })

  test('has the size limit of every other body, and its own rules', async () => {
    const mock = await testMock()
    const url = `${mock.url}/kollus-live/console/oauth/token`
    const large = await mock.fetch(url, { method: 'POST', body: multipart({ grant_type: 'x'.repeat(1_048_577) }) })
    expect(large.status).toBe(413)
    const headers = { 'content-type': 'multipart/form-data; boundary=json' }
    const broken = await read(await mock.fetch(url, { method: 'POST', body: '--other\r\n', headers }))
    expect([broken.status, broken.body.error]).toEqual([400, 'unsupported_grant_type'])
    expect((await (await as(mock))('GET', '/channels')).status).toBe(200)
  })
})
