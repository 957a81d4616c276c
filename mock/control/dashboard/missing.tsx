import { problem } from '../problem.js'
import { at } from './mock-view.js'
import { viewOf, dashboardResponse, type DashboardContext } from './pages.js'

/** The answer for a page that does not exist: a page for a browser, a problem for any other client. */
export function missing(c: DashboardContext): Response {
  const { path } = c.req
  if (!(c.req.header('accept') ?? '').includes('text/html'))
    return problem(404, `There is nothing at ${path} below /_mock: see /_mock/api/openapi.json.`)
  const view = viewOf(c)
  return dashboardResponse(c, {
    title: 'Nothing is here',
    current: '',
    content: (
      <section class="card">
        <p>
          There is no page <code>/_mock{path}</code>. A request leaves the journal when 10,000 others have followed it,
          and with a reset.
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
