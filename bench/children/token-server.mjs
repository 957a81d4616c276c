/**
 * A provider in one file: a token endpoint (a form as in RFC 6749, or the same fields in the query) and a resource that needs a bearer
 * token. A refresh token works once. If it is used again, its whole grant ends (RFC 9700, section 4.14.2).
 * - `grant` returns new tokens. Their access token has already expired.
 * - `expire` ends all access tokens.
 * - `counts` returns how many refreshes it accepted and refused since the last `counts`, and how many grants are alive.
 * - `forget` deletes all grants. A 401 takes up to 200 ms, so that some arrive late.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

const refreshTokens = new Map()
const accessTokens = new Map()
let grants = []
let accepted = 0
let refused = 0
let slowed = 0

function issue(grant) {
  const [refresh, access] = [randomUUID(), randomUUID()]
  refreshTokens.set(refresh, { grant, isSpent: false })
  accessTokens.set(access, grant)
  return { access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: 3600 }
}

function refresh(value) {
  const found = refreshTokens.get(value)
  if (found?.isSpent) found.grant.isAlive = false
  if (!found?.grant.isAlive) {
    refused++
    return { status: 400, body: { error: 'invalid_grant' } }
  }
  found.isSpent = true
  accepted++
  return { status: 200, body: issue(found.grant) }
}

function send(response, { status, body }) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost')
  if (url.pathname.includes('token')) {
    let text = ''
    for await (const chunk of request) text += chunk
    const token = new URLSearchParams(text).get('refresh_token') ?? url.searchParams.get('refresh_token')
    return send(response, refresh(token))
  }
  const grant = accessTokens.get(request.headers.authorization?.replace(/^Bearer /i, ''))
  if (grant?.isAlive) return send(response, { status: 200, body: [] })
  setTimeout(() => send(response, { status: 401, body: { message: 'Unauthorized' } }), (slowed++ % 100) * 2)
})

const answers = {
  grant() {
    const grant = { isAlive: true }
    grants.push(grant)
    const { access_token: accessToken, refresh_token: refreshToken } = issue(grant)
    accessTokens.clear()
    return { accessToken, refreshToken }
  },
  expire() {
    accessTokens.clear()
    return {}
  },
  counts() {
    const told = { accepted, refused, alive: grants.filter(({ isAlive }) => isAlive).length }
    accepted = refused = 0
    return told
  },
  forget() {
    grants = []
    refreshTokens.clear()
    return {}
  },
}
process.on('message', (question) => {
  if (question in answers) process.send(answers[question]())
})
server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }))
