/**
 * The ways to hold a user's tokens and to call with them. Each takes the server's port, the first tokens with their expiry, and `save`,
 * which stores new tokens. Each returns `token()` and `call()`; `call()` resolves to whether the status was 200.
 */
const clientId = 'app'
const clientSecret = 'secret'
const account = 'alice'
const HOUR = 3_600_000

const addresses = (port) => {
  const base = `http://127.0.0.1:${port}`
  return {
    base,
    tokenUrl: `${base}/livepush/tokens/oauth2/access_token`,
    apiUrl: `${base}/livepush/octopus/streams/mine`,
  }
}

const bearer = (token) => ({ headers: { authorization: `Bearer ${token}` } })

/** Reads the body, so that the connection can be reused. */
async function isDone(response) {
  await response.text()
  return response.ok
}

/**
 * What an application would write by hand: a mutex around the refresh, a check for tokens that another caller has refreshed, one replay.
 */
async function reference({ port, tokens, save = async () => {} }) {
  const { tokenUrl, apiUrl } = addresses(port)
  let refreshing
  async function refresh() {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: tokens.refreshToken,
    })
    const response = await fetch(tokenUrl, { method: 'POST', body })
    if (!response.ok) throw new Error(`refused with ${response.status}`)
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = await response.json()
    tokens = { accessToken, refreshToken, expiresAt: Date.now() + seconds * 1000 }
    await save(tokens)
  }
  async function token(rejected) {
    const isGood = tokens.accessToken !== rejected && Date.now() < tokens.expiresAt - 60_000
    if (!isGood) await (refreshing ??= refresh().finally(() => (refreshing = undefined)))
    return tokens.accessToken
  }
  return {
    token,
    async call() {
      const sent = await token()
      const response = await fetch(apiUrl, bearer(sent))
      if (response.status !== 401) return isDone(response)
      await response.text()
      return isDone(await fetch(apiUrl, bearer(await token(sent))))
    },
  }
}

/** `store` holds the tokens. Default: a store in memory. */
async function onairTokens({ port, tokens, store }) {
  const [{ memoryStore }, { livepushAuth }] = await Promise.all([import('onair'), import('onair/livepush')])
  const kept = store ?? memoryStore()
  if (!store) await kept.set(onairKey, onairRecord(tokens), { ifVersion: 0 })
  return livepushAuth({ clientId, clientSecret, store: kept, baseUrl: addresses(port).base }).account(account)
}

/** onair's tokens alone: the call is made by hand, as in the reference. */
async function onair(options) {
  const source = await onairTokens(options)
  const { apiUrl } = addresses(options.port)
  return {
    token: () => source.token(),
    async call() {
      const { value: sent } = await source.token()
      const response = await fetch(apiUrl, bearer(sent))
      if (response.status !== 401) return isDone(response)
      await response.text()
      const { value } = await source.token({ rejected: sent })
      return isDone(await fetch(apiUrl, bearer(value)))
    },
  }
}

/** onair's tokens and client. */
async function onairClient(options) {
  const auth = await onairTokens(options)
  const { createLivepush } = await import('onair/livepush')
  const livepush = createLivepush({ auth, baseUrl: addresses(options.port).base })
  return { token: () => auth.token(), call: async () => (await livepush.GET('/streams/mine')).ok }
}

export const onairKey = `livepush/accounts/${account}`

/** Tokens as onair keeps them. */
export const onairRecord = ({ accessToken, refreshToken, expiresAt }) => ({
  accessToken,
  refreshToken,
  expiresAt,
  issuedAt: expiresAt - HOUR,
})

/** `forceRefreshOnFailure`, as its documentation says for refused tokens, with the platform's `fetch`, like the others. */
async function google({ port, tokens, save }) {
  const { OAuth2Client } = await import('google-auth-library')
  const { tokenUrl, apiUrl } = addresses(port)
  const client = new OAuth2Client({
    clientId,
    clientSecret,
    endpoints: { oauth2TokenUrl: tokenUrl },
    forceRefreshOnFailure: true,
    transporterOptions: { fetchImplementation: globalThis.fetch },
  })
  const { accessToken, refreshToken, expiresAt } = tokens
  client.setCredentials({ access_token: accessToken, refresh_token: refreshToken, expiry_date: expiresAt })
  if (save) {
    client.on('tokens', ({ access_token, refresh_token, expiry_date }) =>
      save({ accessToken: access_token, refreshToken: refresh_token, expiresAt: expiry_date }),
    )
  }
  return {
    token: () => client.getAccessToken(),
    call: async () => (await client.request({ url: apiUrl, retry: false })).status === 200,
  }
}

async function badgateway({ port, tokens, save }) {
  const { OAuth2Client, OAuth2Fetch } = await import('@badgateway/oauth2-client')
  console.warn = () => {}
  const { tokenUrl, apiUrl } = addresses(port)
  const wrapper = new OAuth2Fetch({
    client: new OAuth2Client({ clientId, clientSecret, tokenEndpoint: tokenUrl }),
    getStoredToken: () => tokens,
    storeToken: save,
    getNewToken: () => null,
    scheduleRefresh: false,
  })
  return {
    token: () => wrapper.getAccessToken(),
    call: async () => isDone(await wrapper.fetch(apiUrl)),
  }
}

const platform = globalThis.fetch

/** It knows Twitch's token endpoint only, so its requests are forwarded. A refused token is replaced as its `ApiClient` does it. */
async function twurple({ port, tokens, save }) {
  const { RefreshingAuthProvider } = await import('@twurple/auth')
  const { tokenUrl, apiUrl } = addresses(port)
  globalThis.fetch = (url, init) => {
    const { hostname, search } = new URL(url)
    return hostname === 'id.twitch.tv' ? platform(tokenUrl + search, init) : platform(url, init)
  }
  const provider = new RefreshingAuthProvider({ clientId, clientSecret })
  const { accessToken, refreshToken, expiresAt } = tokens
  const scope = ['streams.read']
  const obtainmentTimestamp = expiresAt - HOUR
  provider.addUser('1', { accessToken, refreshToken, expiresIn: 3600, obtainmentTimestamp, scope })
  if (save) {
    provider.onRefresh((_user, { accessToken, refreshToken, expiresIn, obtainmentTimestamp }) =>
      save({ accessToken, refreshToken, expiresAt: obtainmentTimestamp + expiresIn * 1000 }),
    )
  }
  return {
    token: () => provider.getAccessTokenForUser('1'),
    async call() {
      const { accessToken } = await provider.getAccessTokenForUser('1')
      const response = await platform(apiUrl, bearer(accessToken))
      if (response.status !== 401) return isDone(response)
      await response.text()
      const renewed = await provider.refreshAccessTokenForUser('1')
      return isDone(await platform(apiUrl, bearer(renewed.accessToken)))
    },
  }
}

export const clients = { reference, onair, 'onair-client': onairClient, google, badgateway, twurple }
