import { readBody, tooLarge } from '../core/http/body.js'
import { RefusalError, toResponse } from '../core/http/reply.js'
import type { AnyWorld } from '../core/definition/world.js'
import type { Session } from './sessions.js'
import { siteOf } from './site.js'
import type { User } from './users.js'

/** A form as it was sent. */
export interface PostedForm {
  readonly form: URLSearchParams
  readonly session: Session
  readonly user: User
}

/**
 * The form that a page of this site sent; null if a browser sent it from another site (cross-site request forgery), or from a page whose
 * origin it hides. A client that is no browser sends no `Origin`. Throws a `RefusalError` when it is too large.
 */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const origin = request.headers.get('origin')
  // Not the scheme: a proxy in front may speak TLS.
  const isOurs = origin === null || (URL.canParse(origin) && new URL(origin).host === new URL(request.url).host)
  if (!isOurs) return null
  const text = await readBody(request)
  if (text === null) throw new RefusalError(tooLarge)
  return new URLSearchParams(text)
}

/** A form sent by a browser that is logged in, from a page of ours; null for any other. */
export async function postedForm(request: Request, { sessions }: AnyWorld): Promise<PostedForm | null> {
  const form = await readForm(request)
  const session = sessions.find(request.headers.get('cookie'))
  return form && session && form.get('form_token') === session.formToken ? { form, session, user: session.user } : null
}

/** 419, as some frameworks have it: the form is not from a page of this session. */
export async function expired(world: AnyWorld): Promise<Response> {
  const { expiredPage } = await import('./login-page.js')
  return toResponse({ status: 419, ...expiredPage(siteOf(world)) })
}

/** A one-line field of a form, without the blanks around it. */
export function line(form: URLSearchParams, field: string): string {
  return (form.get(field) ?? '').trim()
}
