import type { Child } from 'hono/jsx'
import type { Message as RecordedMessage, RecordedExchange } from '../../core/journal/entry.js'
import { Facts } from '../../ui/facts.js'
import { anchorOf } from '../reference/anchor.js'
import { EvidenceBadge } from '../reference/evidence.js'
import { Card } from './card.js'
import { Moment, HttpStatus } from './labels.js'
import { at, type MockView } from './mock-view.js'

/** One request with its response, as the journal keeps them: redacted, unless `showSecrets` is on. */
export const ExchangePage = ({
  view,
  exchange,
  rule,
}: {
  view: MockView
  exchange: RecordedExchange
  rule: Child | undefined
}) => {
  const { provider, operation, reason, evidence, account, grantType, fields, request, response, nearest } = exchange
  const facts: readonly (readonly [label: string, value: Child])[] = [
    ['Status', <HttpStatus status={exchange.status} />],
    ['Reason', reason],
    ['Rule of the spec', rule],
    [
      'Operation',
      operation && (
        <a href={at(view, `${provider}/reference#${anchorOf(operation.slice(provider.length + 1))}`)}>{operation}</a>
      ),
    ],
    ['Fields', fields?.join(', ')],
    ['Evidence', evidence && <EvidenceBadge evidence={evidence} />],
    ['Account', account],
    ['Grant type', grantType],
    ['Time', <Moment at={exchange.at} />],
  ]
  return (
    <>
      <p class="request-line">
        <code>
          <span class="method">{exchange.method}</span> {exchange.path}
        </code>
      </p>
      <Card id="outcome" title="Outcome">
        <Facts rows={facts.filter(([, value]) => value)} />
        {nearest && nearest.length > 0 && (
          <div class="hint">
            <p>No operation has this path. These are the nearest:</p>
            <ul>
              {nearest.map((one) => (
                <li>
                  <code>{one}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
        {operation && (
          <div class="actions">
            <a class="button small" href={at(view, `faults?${faultQueryOf(operation, exchange.status)}`)}>
              Make this a fault
            </a>
            <a class="button small" href={at(view, `journal?${new URLSearchParams({ operation }).toString()}`)}>
              All requests to it
            </a>
          </div>
        )}
      </Card>
      <div class="columns">
        <MessageCard id="request" title="Request" message={request} query={exchange.query} />
        <MessageCard id="response" title="Response" message={response} />
      </div>
    </>
  )
}

interface MessageProps {
  readonly id: string
  readonly title: string
  readonly query?: string
  readonly message: RecordedMessage
}

const MessageCard = ({ id, title, query, message: { headers, body } }: MessageProps) => (
  <Card id={id} title={title}>
    {query && (
      <Facts
        rows={[...new URLSearchParams(query)].map(([name, value]) => [<code>{name}</code>, <code>{value}</code>])}
      />
    )}
    {headers.length > 0 && (
      <details class="more" open>
        <summary>{headers.length === 1 ? '1 header' : `${headers.length} headers`}</summary>
        <Facts rows={headers} />
      </details>
    )}
    {body ? (
      <pre tabindex={0} aria-label={`Body of the ${title.toLowerCase()}`}>
        {pretty(body)}
      </pre>
    ) : (
      <p class="empty">No body.</p>
    )}
  </Card>
)

/** A readable body: JSON is indented, and a form has one field per line. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    const isForm = /^[\w.%+[\]-]+=[^\s<]*$/.test(body)
    return isForm ? [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n') : body
  }
}

/** The query that fills in the fault form: the operation fails with this status, or with 503 if the status was a success. */
const faultQueryOf = (operation: string, status: number): string =>
  new URLSearchParams({ operation, action: 'status', status: String(status >= 400 ? status : 503) }).toString()
