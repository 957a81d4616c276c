import * as oauth from 'oauth4webapi'
import { expect, test } from 'vitest'
import { testMock } from '../support/mock.js'

test('oauth4webapi signs in with PKCE at the mock, and renews its tokens', async () => {
  const mock = await testMock()
  const { clientId, clientSecret, redirectUri } = mock.credentials('kollus-live')
  const server: oauth.AuthorizationServer = {
    issuer: new URL(mock.url).origin,
    authorization_endpoint: `${mock.url}/kollus-live/console/oauth/authorize`,
    token_endpoint: `${mock.url}/kollus-live/console/oauth/token`,
  }
  const client: oauth.Client = { client_id: clientId }
  const authentication = oauth.ClientSecretPost(clientSecret)
  const options = { [oauth.customFetch]: mock.fetch, [oauth.allowInsecureRequests]: true }
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()

  const url = new URL(server.authorization_endpoint!)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'live:control',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const callback = oauth.validateAuthResponse(server, client, new URL(await mock.approve(url.href)), state)
  const first = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    await oauth.authorizationCodeGrantRequest(server, client, authentication, callback, redirectUri, verifier, options),
  )
  const second = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, authentication, first.refresh_token!, options),
  )
  expect(second.access_token).not.toBe(first.access_token)
})
