import type { Sandbox } from '../../mock/index.js'

/**
 * Acts as a browser on real addresses: it resolves links against the current page, keeps each cookie for its host and path, and follows
 * redirects until they lead to `redirectUri`.
 */
export class Walker {
  readonly #fetch: Sandbox['fetch']
  readonly #cookies: { readonly host: string; readonly path: string; readonly pair: string }[] = []
  url = 'about:blank'
  page = ''

  constructor(fetch: Sandbox['fetch']) {
    this.#fetch = fetch
  }

  /** Logs in and consents as `alice`. Returns the callback URL. */
  async signIn(authorizeUrl: string, redirectUri: string): Promise<string> {
    await this.#go(authorizeUrl, redirectUri)
    await this.#submit({ account: 'alice', password: 'alice' }, redirectUri)
    return this.#submit({ decision: 'approve' }, redirectUri)
  }

  /** Sends the page's last form. */
  #submit(fields: Record<string, string>, redirectUri: string): Promise<string> {
    const action = [...this.page.matchAll(/<form[^>]*action="([^"]*)"/g)].at(-1)![1]!.replaceAll('&amp;', '&')
    const [, token] = /name="form_token" value="([^"]*)"/.exec(this.page) ?? []
    const scopes = [...this.page.matchAll(/name="scope" value="([^"]*)"/g)].map(([, scope]) => ['scope', scope!])
    const body = new URLSearchParams([...Object.entries(fields), ...scopes])
    if (token !== undefined) body.set('form_token', token)
    return this.#go(action, redirectUri, { method: 'POST', body })
  }

  async #go(to: string, redirectUri: string, init: RequestInit = {}): Promise<string> {
    const url = new URL(to, URL.canParse(this.url) && this.url !== 'about:blank' ? this.url : undefined)
    if (url.href.startsWith(redirectUri)) return url.href
    this.url = url.href
    const cookie = this.#cookies
      .filter(({ host, path }) => host === url.host && url.pathname.startsWith(path))
      .map(({ pair }) => pair)
      .join('; ')
    const headers = { cookie, ...(init.method === 'POST' && { origin: url.origin }) }
    const response = await this.#fetch(url, { redirect: 'manual', ...init, headers })
    const [, pair, path] = /^([^;]*).*?Path=([^;]*)/.exec(response.headers.get('set-cookie') ?? '') ?? []
    if (pair !== undefined) this.#cookies.push({ host: url.host, path: path!, pair })
    const location = response.headers.get('location')
    if (location !== null) return this.#go(location, redirectUri)
    this.page = await response.text()
    if (response.status !== 200) throw new Error(`${this.url} answers ${response.status}: ${this.page}`)
    return this.url
  }
}
