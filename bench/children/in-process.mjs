/**
 * Answers the same two requests in process, in one of the `ways` below. With a request and a number it makes that many requests and reports
 * their CPU time in microseconds. Without a request it reports the milliseconds from its first import to the first list and the first
 * token.
 */
const [way, given, mode] = process.argv.slice(2)
const seed = given ? JSON.parse(given) : undefined
const since = performance.now()

const json = (body, headers) =>
  typeof body === 'number' ? new Response(null, { status: body }) : new Response(body, { status: 200, headers })

const ways = {
  async fetch() {
    const { createState } = await import('./state.mjs')
    const state = await createState(seed)
    return async (url, init) => {
      const request = new Request(url, init)
      const { method, headers } = request
      const { pathname } = new URL(url)
      const [, account] = /^\/kollus-live\/api\/service-accounts\/([^/]+)\/channels$/.exec(pathname) ?? []
      if (method === 'GET' && account)
        return json(state.list(account, url, headers.get('authorization')), seed.headers.list)
      if (method === 'POST' && pathname === '/kollus-live/console/oauth/token')
        return json(await state.token(new URLSearchParams(await request.text())), seed.headers.token)
      return new Response(null, { status: 404 })
    }
  },
  async hono() {
    const [{ Hono }, { createState }] = await Promise.all([import('hono'), import('./state.mjs')])
    const state = await createState(seed)
    const app = new Hono()
    app.get('/kollus-live/api/service-accounts/:account/channels', ({ req }) =>
      json(state.list(req.param('account'), req.url, req.header('authorization')), seed.headers.list),
    )
    app.post('/kollus-live/console/oauth/token', async ({ req }) =>
      json(await state.token(new URLSearchParams(await req.text())), seed.headers.token),
    )
    return async (url, init) => app.fetch(new Request(url, init))
  },
  async onair() {
    const { createMock } = await import('onair/mock')
    const mock = await createMock({ providers: ['kollus-live'], clock: 'system', limits: false })
    accessToken = (await mock.grant('kollus-live')).accessToken
    credentials = mock.credentials('kollus-live')
    return mock.fetch
  },
}

let accessToken = seed?.accessToken
let credentials = seed
const fetch = await ways[way]()
const origin = 'http://onair.localhost/kollus-live'

const questions = {
  list: () =>
    fetch(`${origin}/api/service-accounts/${credentials.serviceAccount}/channels`, {
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
    }),
  token: () =>
    fetch(`${origin}/console/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=client_credentials&client_id=${credentials.clientId}&client_secret=${credentials.clientSecret}&scope=live%3Acontrol`,
    }),
}

async function answer(question) {
  const response = await questions[question]()
  if (response.status !== 200) throw new Error(`${way} answered ${question} with ${response.status}`)
  const text = await response.text()
  return { headers: Object.fromEntries(response.headers), body: JSON.parse(text) }
}

const list = await answer('list')
const token = await answer('token')
const ms = performance.now() - since

process.on('message', async (asked) => {
  if (asked === 'cpu') return
  const before = process.cpuUsage()
  for (let i = 0; i < asked.count; i++) await answer(asked.question)
  const { user, system } = process.cpuUsage(before)
  process.send({ cpu: user + system })
})
const { clientId, clientSecret, serviceAccount } = credentials
process.send(mode === 'first' ? { ms } : { list, token, seed: { accessToken, clientId, clientSecret, serviceAccount } })
