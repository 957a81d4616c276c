import { readBody, tooLarge } from '../core/http/body.js'
import { RefusalError, toResponse } from '../core/http/reply.js'
import type { AnyWorld } from '../core/definition/world.js'
import type { Session } from './sessions.js'
import { siteOf } from './site.js'
import type { User } from './users.js'

/** A form as the browser sent it. */
export interface PostedForm {
  readonly form: URLSearchParams
  readonly session: Session
  readonly user: User
}

/**
 * The form that a page of this site sent. Null if a browser sent it from another site (cross-site request forgery), or from a page with a
 * hidden origin. Clients that are not browsers send no `Origin`. Throws a `RefusalError` if the form is too large.
 */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const origin = request.headers.get('origin')
  // Compares hosts only: the scheme differs behind a proxy that terminates TLS.
  const isOurs = origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host)
  if (!isOurs) return null
  const text = await readBody(request)
  if (text === null) throw new RefusalError(tooLarge())
  return new URLSearchParams(text)
}

/** A form that a logged-in browser sent from a page of this site. Null for any other form. */
export async function postedForm(request: Request, { sessions }: AnyWorld): Promise<PostedForm | null> {
  const form = await readForm(request)
  const session = sessions.find(request.headers.get('cookie'))
  return form && session && form.get('form_token') === session.formToken ? { form, session, user: session.user } : null
}

/** 419, as in Laravel: the form does not come from a page of this session. */
export async function expired(world: AnyWorld): Promise<Response> {
  const { expiredPage } = await import('./login-page.js')
  return toResponse({ status: 419, ...expiredPage(siteOf(world)) })
}

/** A one-line field of a form, trimmed. */
export function line(form: URLSearchParams, field: string): string {
  return (form.get(field) ?? '').trim()
}
