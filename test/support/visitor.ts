/** What a visitor visits: an app, or a whole mock in process. */
interface Site {
  request(path: string, init?: RequestInit): Response | Promise<Response>
}

/** Acts as a browser: keeps the cookie, and sends the forms of the last page with their hidden fields. */
export class Visitor {
  readonly #app: Site
  #cookie: string
  page = ''

  constructor(app: Site, cookie = '') {
    this.#app = app
    this.#cookie = cookie
  }

  get cookie(): string {
    return this.#cookie
  }

  async get(path: string): Promise<Response> {
    return this.#keep(await this.#app.request(path, { headers: { cookie: this.#cookie } }))
  }

  /** Posts to a path. Default `form_token`: the last page's. */
  async post(
    path: string,
    form: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const body = new URLSearchParams(form)
    const token = /name="form_token" value="([^"]*)"/.exec(this.page)?.[1]
    if (token && !body.has('form_token')) body.set('form_token', token)
    return this.#keep(
      await this.#app.request(path, { method: 'POST', body, headers: { ...headers, cookie: this.#cookie } }),
    )
  }

  async logIn(consolePath: string, account: string): Promise<void> {
    await this.post(`${consolePath}/login`, { account, password: account })
    const home = await this.get(consolePath)
    await this.get(home.headers.get('location')!)
  }

  async #keep(response: Response): Promise<Response> {
    const set = response.headers.get('set-cookie')
    if (set) this.#cookie = set.split(';')[0]!
    if (response.headers.get('content-type')?.startsWith('text/html')) this.page = await response.clone().text()
    return response
  }
}
