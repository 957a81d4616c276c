import { Hono } from 'hono'
import type { ControlEnv } from '../env.js'
import { documentOf } from '../reference/document.js'
import { ruleOf } from '../reference/rule-of.js'
import { ExchangePage } from './exchange-page.js'
import { JournalPage } from './journal-page.js'
import { missing } from './missing.js'
import { operationsOf } from './operations.js'
import { viewOf, flashOf, dashboardResponse } from './pages.js'

/** The page of requests, and a page for each request. */
export const journal = new Hono<ControlEnv>()

journal.get('/journal', (c) => {
  const view = viewOf(c)
  const asked = (name: string) => (c.req.query(name) ?? '').trim()
  const query = {
    provider: asked('provider'),
    operation: asked('operation'),
    status: asked('status'),
    path: asked('path'),
    before: asked('before'),
  }
  return dashboardResponse(c, {
    title: 'Journal',
    current: 'journal',
    flash: flashOf(c),
    content: <JournalPage view={view} query={query} operations={operationsOf(view)} />,
  })
})

journal.get('/journal/:id{[0-9]+}', async (c) => {
  const view = viewOf(c)
  const exchange = await view.mock.journal.entry(Number(c.req.param('id')))
  if (!exchange) return missing(c)
  const { provider, operation, status } = exchange
  const parts = view.instance.names.includes(provider) ? view.instance.partsOf(provider) : undefined
  const document = parts && (await documentOf(parts.spec))
  const rule = document && operation ? ruleOf(document, operation.slice(provider.length + 1), status) : undefined
  const { RuleView } = await import('../reference/rule-view.js')
  return dashboardResponse(c, {
    title: `Request ${exchange.id}`,
    current: 'journal',
    content: <ExchangePage view={view} exchange={exchange} rule={rule && <RuleView rule={rule} />} />,
  })
})
