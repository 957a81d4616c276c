import { problem } from '../problem.js'
import { at } from './mock-view.js'
import { viewOf, dashboardResponse, type DashboardContext } from './pages.js'

/** The 404 response: a page for a browser, a problem document (RFC 9457) for any other client. */
export function missing(c: DashboardContext): Response {
  const { path } = c.req
  if (!(c.req.header('accept') ?? '').includes('text/html'))
    return problem(404, `There is no path ${path} below /_mock. See /_mock/api/openapi.json.`)
  const view = viewOf(c)
  return dashboardResponse(c, {
    title: 'Page not found',
    current: '',
    content: (
      <section class="card">
        <p>
          There is no page <code>/_mock{path}</code>. The journal keeps the last 10,000 requests, and a reset empties
          it.
        </p>
        <p class="links">
          <a href={at(view)}>Overview</a>
          <a href={at(view, 'journal')}>Journal</a>
        </p>
      </section>
    ),
    status: 404,
  })
}
