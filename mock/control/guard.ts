import type { Context } from 'hono'
import { isSame } from '../core/constant-time.js'
import { maxSnapshot, parseForm, readBytes } from '../core/http/body.js'
import { pathOf } from '../core/http/paths.js'
import type { ServerConnection } from '../core/http/reply.js'
import type { Mock } from '../types.js'
import type { ControlEnv } from './env.js'
import { problem } from './problem.js'
import { createToken } from './token.js'

/** The cookie that holds the control token in a browser. */
const cookieName = 'onair_control'

/**
 * Guards `/_mock`: the refusal of a request, or null if the request is allowed.
 * - A server that other machines reach wants the control token that it printed at the start: as a bearer token, or as the cookie that the
 *   log-in page sets. In process and on loopback there is no token.
 * - A request from a page of another site is refused (cross-site request forgery).
 */
export function refuseControl(request: Request, connection: ServerConnection | undefined): Response | null {
  const { headers, method } = request
  const isSafe = method === 'GET' || method === 'HEAD'
  if (!isSafe && !isOwnOrigin(request)) return problem(403, 'The request comes from a page of another site.')
  const token = connection?.controlToken
  if (token === undefined) return null
  const [, bearer] = /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  const [, cookie] = /(?:^|;\s*)onair_control=([\w-]+)/.exec(headers.get('cookie') ?? '') ?? []
  if (isSame(bearer ?? cookie ?? '', token)) return null
  const message = 'Send the token that the mock printed when it started: Authorization: Bearer <token>.'
  return problem(401, message, { 'www-authenticate': 'Bearer realm="onair mock"' })
}

/** The value of `set-cookie` for a browser that sent the right token. The cookie is valid for every sandbox. */
export const controlCookie = (token: string): string => `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`

/** Clients that are not browsers send neither header. */
function isOwnOrigin({ url, headers }: Request): boolean {
  const origin = headers.get('origin')
  // Compares hosts only: the scheme differs behind a proxy that terminates TLS.
  if (origin !== null) return URL.canParse(origin) && new URL(origin).host === new URL(url).host
  return headers.get('sec-fetch-site') !== 'cross-site'
}

const formTokens = new WeakMap<Mock, string>()

/** The value of a hidden field in every form of the dashboard. It protects against cross-site request forgery. */
export function formTokenOf(mock: Mock): string {
  const found = formTokens.get(mock) ?? createToken()
  formTokens.set(mock, found)
  return found
}

/** The fields of a form that a page of this mock sent; a file is read as text. A refusal for any other form. */
export async function readControlForm(c: Context<ControlEnv>): Promise<URLSearchParams | Response> {
  const form = await readControlFiles(c)
  if (form instanceof Response) return form
  const fields = new URLSearchParams()
  for (const [name, value] of form) fields.append(name, typeof value === 'string' ? value : await value.text())
  return fields
}

/** The same with files. */
export async function readControlFiles(c: Context<ControlEnv>): Promise<FormData | Response> {
  const { headers, url } = c.req.raw
  const bytes = await readBytes(c.req.raw, maxSnapshot)
  if (bytes === null) return problem(413, `The form is larger than ${maxSnapshot} bytes.`)
  const form = await parseForm(bytes, headers.get('content-type') ?? '')
  const token = form.get('form_token')
  if (typeof token === 'string' && isSame(token, formTokenOf(c.env.mock))) return form
  return problem(403, `The form at ${pathOf(url)} is not from a page of this mock. Load the page and send it again.`)
}
