import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { toResponse } from '../../core/http/reply.js'
import type { ControlEnv } from '../env.js'
import { formTokenOf, readControlForm } from '../guard.js'
import { keepFlash, takeFlash, type Flash } from './flash.js'
import { renderDashboard } from './frame.js'
import { at, type MockView } from './mock-view.js'

export type DashboardContext = Context<ControlEnv>

type PageResponse = Response | Promise<Response>

/** The mock that a request is for. */
export function viewOf({ env, req }: DashboardContext): MockView {
  const { sandbox, instance, prefix, mock } = env
  return { mock: sandbox, instance, prefix, root: mock, formToken: formTokenOf(mock), origin: new URL(req.url).origin }
}

/** The message that the address asks for, unless a page has shown it. */
export const flashOf = (c: DashboardContext): Flash | undefined => takeFlash(viewOf(c).instance, c.req.query('said'))

export interface DashboardPage {
  readonly title: string
  /** The page's own path, for the navigation. */
  readonly current: string
  /** A message. Without a `place` it is shown at the top of the page. */
  readonly flash?: Flash | undefined
  /** The path of the script with hls.js, for a page that plays video. */
  readonly player?: string | undefined
  readonly content: Child
  readonly status?: number
}

/** A page of the dashboard, as a response. */
export const dashboardResponse = (c: DashboardContext, { status = 200, ...page }: DashboardPage): Response =>
  toResponse({ status, ...renderDashboard(viewOf(c), page) })

/** The redirect after a form, to a page that shows the message once. */
export function done(c: DashboardContext, path: string, flash: Flash): Response {
  const view = viewOf(c)
  const said = `${path.includes('?') ? '&' : '?'}said=${keepFlash(view.instance, flash)}`
  return c.redirect(
    `${at(view, path)}${said}${flash.place === undefined ? '' : `#${encodeURIComponent(flash.place)}`}`,
    303,
  )
}

/** The route of a form. It refuses forms that no page of this mock sent. */
export const form =
  (take: (c: DashboardContext, form: URLSearchParams) => PageResponse) =>
  async (c: DashboardContext): Promise<Response> => {
    const sent = await readControlForm(c)
    return sent instanceof Response ? sent : take(c, sent)
  }

/** The message of an error that the mock or a control has thrown. */
export function problemText(error: unknown): string {
  if (error instanceof Error) return error.message
  throw error
}
