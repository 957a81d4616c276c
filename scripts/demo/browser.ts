/** A browser without a window: follows links and redirects on one site, keeps its cookie, and sends forms by their buttons. */
export class Browser {
  /** The current page. */
  page = ''
  #url = ''
  #cookie = ''
  readonly #fetch: typeof globalThis.fetch

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch
  }

  /** Opens an address and returns the final one. It follows redirects as long as they stay on the site. */
  async visit(url: string, form?: URLSearchParams): Promise<string> {
    const response = await this.#fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(this.#cookie && { cookie: this.#cookie }) },
      ...(form && { method: 'POST', body: form }),
    })
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie
    const location = response.headers.get('location')
    if (location !== null) {
      const next = new URL(location, url)
      return next.origin === new URL(url).origin ? this.visit(next.href) : next.href
    }
    this.page = await response.text()
    return (this.#url = url)
  }

  /** Presses a button by its label: sends its form with the values that are filled in and the boxes that are checked. */
  async press(label: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const forms = [...this.page.matchAll(/<form[^>]*>[\s\S]*?<\/form>/g)].map(([text]) => text)
    const buttonOf = (form: string) =>
      [...form.matchAll(/(<button[^>]*>)([^<]*)<\/button>/g)].find(
        ([, tag, text]) => (attribute(tag!, 'aria-label') || text) === label,
      )?.[1]
    const form = forms.find(buttonOf)
    if (form === undefined) throw new Error(`There is no button '${label}' on ${this.#url}.`)
    const sent = [buttonOf(form)!, ...(form.match(/<input[^>]*type="(hidden|checkbox)"[^>]*>/g) ?? [])]
      .map((tag): [string, string] => [attribute(tag, 'name'), attribute(tag, 'value')])
      .filter(([name]) => name !== '')
    const action = new URL(attribute(form, 'action') || this.#url, this.#url)
    return this.visit(action.href, new URLSearchParams([...sent, ...Object.entries(fields)]))
  }

  /** Fills in the log-in page to which it was sent. */
  async logIn(account: string): Promise<string> {
    return this.press('Log in', { account, password: account })
  }
}

/** Decides on a consent page as a user does. Returns the address to which the provider sends the browser back. */
export async function consent(
  fetch: typeof globalThis.fetch,
  authorizationUrl: string,
  { account, button }: { readonly account: string; readonly button: string },
): Promise<string> {
  const browser = new Browser(fetch)
  await browser.visit(authorizationUrl)
  await browser.logIn(account)
  return browser.press(button)
}

/** An attribute of the first such tag in `html`, or an empty string. */
const attribute = (html: string, name: string): string =>
  (new RegExp(`^<[^>]* ${name}="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll('&amp;', '&')
