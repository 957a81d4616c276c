import type { Sandbox } from '../../../mock/index.js'
import { Browser } from '../sign-in.js'

/** A reader of the dashboard without JavaScript: it sends a form with its token and follows the redirect. */
export class Reader {
  readonly #browser: Browser
  readonly #base: string
  status = 0

  /** `mock` answers below its own address, so that a sandbox has its prefix. */
  constructor(mock: Sandbox, prefix = '') {
    this.#browser = new Browser({ url: new URL(mock.url).origin, fetch: mock.fetch })
    this.#base = `${prefix}/_mock/`
  }

  /** The last page as a reader sees it: its text, without tags. */
  get text(): string {
    return textOf(this.page)
  }

  get page(): string {
    return this.#browser.page
  }

  /** Opens a page of the dashboard by its path. */
  async open(path = ''): Promise<Response> {
    return this.#keep(await this.#browser.get(this.#base + path))
  }

  /** Sends a form of the last page to a path of the dashboard, and follows the redirect. */
  async send(path: string, fields: Record<string, string> | [string, string][] = {}): Promise<Response> {
    const answer = await this.#browser.post(this.#base + path, fields)
    const location = answer.headers.get('location')
    return this.#keep(answer.status === 303 ? await this.#browser.get(location!) : answer)
  }

  /** Presses a button that is a form of its own on the last page, by its accessible name or text. */
  async press(name: string): Promise<Response> {
    const form = this.page
      .split('<form')
      .slice(1)
      .map((rest) => rest.split('</form>')[0]!)
      .find((one) => one.includes(`aria-label="${name}"`) || one.includes(`>${name}</button>`))
    if (form === undefined) throw new Error(`There is no button '${name}' on the page.`)
    const [, action] = /action="([^"]*)"/.exec(form)!
    const fields = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    return this.send(
      action!.slice(this.#base.length),
      fields.map(([, field, value]) => [field!, unescaped(value!)] as [string, string]),
    )
  }

  /** The error at the field with this id. */
  problemAt(id: string): string {
    const [, text = ''] = new RegExp(`<p class="wrong" id="${id}-error">([^<]*)<`).exec(this.page) ?? []
    return unescaped(text)
  }

  #keep(response: Response): Response {
    this.status = response.status
    return response
  }
}

const unescaped = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const textOf = (html: string): string =>
  unescaped(
    html
      .replace(/<(style|script|head)\b[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
  )
