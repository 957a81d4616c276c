import type { Mock, Sandbox } from '../../mock/index.js'
import { read, type Answer } from './caller.js'

export type Fields = Readonly<Record<string, string | undefined>>

/** Fields without the undefined ones. */
export const given = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** An authorization URL for the seed's client. Undefined fields are omitted. */
export function authorizeUrl(mock: Sandbox, fields: Fields = {}): string {
  const { clientId, redirectUri } = mock.credentials('kollus-live')
  const query = new URLSearchParams(
    given({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'live:control live:statistics',
      state: 'st4te',
      ...fields,
    }),
  )
  return `${mock.url}/kollus-live/console/oauth/authorize?${query}`
}

/** A code from the user's consent. */
export async function codeFor(mock: Mock, fields: Fields = {}): Promise<string> {
  return new URL(await mock.approve(authorizeUrl(mock, fields))).searchParams.get('code')!
}

/** Calls the token endpoint as the seed's client. Undefined fields are omitted. */
export async function askToken(mock: Mock, fields: Fields, headers: Record<string, string> = {}): Promise<Answer> {
  const { clientId: client_id, clientSecret: client_secret } = mock.credentials('kollus-live')
  const body = new URLSearchParams(given({ client_id, client_secret, ...fields }))
  return read(await mock.fetch(`${mock.url}/kollus-live/console/oauth/token`, { method: 'POST', body, headers }))
}

/** Exchanges a code. */
export function exchangeCode(mock: Mock, code: string, fields: Fields = {}): Promise<Answer> {
  const { redirectUri: redirect_uri } = mock.credentials('kollus-live')
  return askToken(mock, { grant_type: 'authorization_code', code, redirect_uri, ...fields })
}

/** Exchanges a refresh token. */
export function refresh(mock: Mock, refreshToken: string, fields: Fields = {}): Promise<Answer> {
  return askToken(mock, { grant_type: 'refresh_token', refresh_token: refreshToken, ...fields })
}

/** Creates a client in the console, as a user would. Returns what the console shows of it. */
export async function anotherClient(mock: Mock, callbackUrl = 'https://other.example/back') {
  const browser = new Browser(mock)
  await browser.logIn('alice')
  const home = '/kollus-live/console/settings/basic-info/service-account'
  await browser.get(`${home}/oauth-clients/new`)
  const made = await browser.post(`${home}/oauth-clients`, { name: 'Another', callback_url: callbackUrl })
  if (made.status !== 303) throw new Error(`The console refuses the client: ${made.status}`)
  await browser.get(home)
  const shown = /Client created[\s\S]*?<code>(\d+)<\/code>[\s\S]*?<code>(\w+)<\/code>/.exec(browser.page)!
  return { client_id: shown[1]!, client_secret: shown[2]!, redirect_uri: callbackUrl }
}

/** Acts as a browser: keeps the cookie, and sends forms with the last page's hidden field. */
export class Browser {
  readonly #mock: Pick<Mock, 'url' | 'fetch'>
  readonly #console: string
  cookie = ''
  page = ''

  constructor(mock: Pick<Mock, 'url' | 'fetch'>, console = '/kollus-live/console') {
    this.#mock = mock
    this.#console = console
  }

  async get(path: string): Promise<Response> {
    return this.#keep(await this.#mock.fetch(this.#url(path), { headers: { cookie: this.cookie } }))
  }

  /** Posts to a path. Default `form_token`: the last page's. */
  async post(
    path: string,
    form: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const body = new URLSearchParams(form)
    const token = /name="form_token" value="([^"]*)"/.exec(this.page)?.[1]
    if (token !== undefined && !body.has('form_token')) body.set('form_token', token)
    const init = { method: 'POST', body, headers: { ...headers, cookie: this.cookie } }
    return this.#keep(await this.#mock.fetch(this.#url(path), init))
  }

  async logIn(account: string, next?: string): Promise<Response> {
    const query = next === undefined ? '' : `?${new URLSearchParams({ next })}`
    return this.post(`${this.#console}/login${query}`, { account, password: account })
  }

  #url(path: string): string {
    return path.startsWith('/') ? this.#mock.url + path : path
  }

  async #keep(response: Response): Promise<Response> {
    const set = response.headers.get('set-cookie')
    if (set) this.cookie = set.split(';')[0]!
    if (response.headers.get('content-type')?.startsWith('text/html')) this.page = await response.clone().text()
    return response
  }
}
