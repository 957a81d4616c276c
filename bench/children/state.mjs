import { randomBytes } from 'node:crypto'

/**
 * What the two benchmarked calls need, without HTTP: tokens, clients and channels in maps, and an RSA key (`key`, a JWK). The floor and the
 * Hono peer share it, so they differ in their HTTP only. Its behavior equals the mock's as far as a caller can see.
 */
export async function createState({ key, accessToken, clientId, clientSecret, serviceAccount, shown, example }) {
  const { subtle } = globalThis.crypto
  const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const privateKey = await subtle.importKey('jwk', key, rs256, false, ['sign'])
  const scopes = ['live:control', 'live:statistics']
  const later = Date.now() + 86_400_000
  const tokens = new Map([[accessToken, { expiresAt: later, scopes, user: 'alice' }]])
  const members = new Map([['alice', serviceAccount]])
  const clients = new Map([[clientId, clientSecret]])
  const own = [shown.data].flat().map((data) => [data.key, { serviceAccount, data }])
  const channels = new Map(own)
  const encode = (value) => Buffer.from(value).toString('base64url')
  const lifetime = example.expires_in

  return {
    /** The channel as text, or the status of the refusal. */
    channel(account, key, authorization) {
      const token = tokens.get(/^bearer +(\S+)$/i.exec(authorization ?? '')?.[1])
      if (!token || token.expiresAt <= Date.now()) return 401
      if (!token.scopes.includes('live:control') || members.get(token.user) !== account) return 403
      const channel = channels.get(key)
      if (channel?.serviceAccount !== account) return 404
      return JSON.stringify({ data: channel.data })
    },
    /** The page of channels as text, or the status of the refusal. */
    list(account, url, authorization) {
      const token = tokens.get(/^bearer +(\S+)$/i.exec(authorization ?? '')?.[1])
      if (!token || token.expiresAt <= Date.now()) return 401
      if (!token.scopes.includes('live:control') || members.get(token.user) !== account) return 403
      const found = [...channels.values()].filter((channel) => channel.serviceAccount === account)
      const data = found.map((channel) => ({ ...channel.data }))
      const path = url.split('?')[0]
      const link = (page) => `${path}?page=${page}`
      const meta = { ...shown.meta, from: 1, to: data.length, total: found.length, path }
      return JSON.stringify({ data, links: { first: link(1), last: link(1), prev: null, next: null }, meta })
    },
    /** The token reply as text, or the status of the refusal. It stores and signs the token before it returns it. */
    async token(form) {
      if (form.get('grant_type') !== 'client_credentials') return 400
      const client = form.get('client_id')
      if (clients.get(client) !== form.get('client_secret')) return 401
      const asked = (form.get('scope') ?? '').split(' ')
      if (asked.some((scope) => !scopes.includes(scope))) return 400
      const now = Math.floor(Date.now() / 1000)
      const jti = randomBytes(40).toString('hex')
      const claims = { aud: client, jti, iat: now, nbf: now, exp: now + lifetime, sub: '', scopes: asked }
      const signed = `${encode('{"typ":"JWT","alg":"RS256"}')}.${encode(JSON.stringify(claims))}`
      const signature = await subtle.sign(rs256, privateKey, Buffer.from(signed))
      const value = `${signed}.${encode(signature)}`
      tokens.set(value, { expiresAt: (now + lifetime) * 1000, scopes: asked, user: null })
      return JSON.stringify({ token_type: 'Bearer', expires_in: lifetime, access_token: value })
    },
  }
}
