import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { toResponse } from '../../core/http/reply.js'
import type { ControlEnv } from '../env.js'
import { formTokenOf, readControlForm } from '../guard.js'
import { at, type Desk } from './desk.js'
import { keepFlash, takeFlash, type Flash } from './flash.js'
import { renderDashboard } from './frame.js'

export type DashboardContext = Context<ControlEnv>

type Answer = Response | Promise<Response>

/** What a request to the dashboard works with. */
export function deskOf({ env, req }: DashboardContext): Desk {
  const { sandbox, instance, prefix, mock } = env
  return { mock: sandbox, instance, prefix, all: mock, formToken: formTokenOf(mock), origin: new URL(req.url).origin }
}

/** The message that the request asks for, if it was not shown before. */
export const flashOf = (c: DashboardContext): Flash | undefined => takeFlash(deskOf(c).instance, c.req.query('said'))

export interface View {
  readonly title: string
  /** The page's own path, for the navigation. */
  readonly current: string
  /** A message for the top of the page. One with a place is shown there, by the page itself. */
  readonly flash?: Flash | undefined
  readonly content: Child
  readonly status?: number
}

/** A page of the dashboard. */
export const show = (c: DashboardContext, { status = 200, ...view }: View): Response =>
  toResponse({ status, ...renderDashboard(deskOf(c), view) })

/** The redirect after a form: to a page, which shows the message once. */
export function done(c: DashboardContext, path: string, flash: Flash): Response {
  const desk = deskOf(c)
  const said = `${path.includes('?') ? '&' : '?'}said=${keepFlash(desk.instance, flash)}`
  return c.redirect(`${at(desk, path)}${said}${flash.place === undefined ? '' : `#${flash.place}`}`, 303)
}

/** Takes a form that a page of this mock sent; refuses any other. */
export const form =
  (take: (c: DashboardContext, form: URLSearchParams) => Answer) =>
  async (c: DashboardContext): Promise<Response> => {
    const sent = await readControlForm(c)
    return sent instanceof Response ? sent : take(c, sent)
  }

/** What an error says that the mock throws for a wrong value. Any other error is a defect, and goes on. */
export function problemText(error: unknown): string {
  if (error instanceof Error) return error.message
  throw error
}
