import type { Message as RecordedMessage, RecordedExchange } from '../../core/journal/entry.js'
import { at, type Desk } from './desk.js'
import { faultQueryOf } from './journal-page.js'
import { Card } from './card.js'
import { Moment, HttpStatus } from './labels.js'
import { Facts } from '../../ui/facts.js'
import { Pill } from '../../ui/pill.js'

/** One request with its answer, as the journal keeps them: redacted unless the mock shows secrets. */
export const ExchangePage = ({
  desk,
  exchange,
  rule,
}: {
  desk: Desk
  exchange: RecordedExchange
  rule: string | undefined
}) => {
  const { provider, operation, reason, evidence, account, grantType, fields, request, response, nearest } = exchange
  const facts: [string, unknown][] = [
    ['Status', <HttpStatus status={exchange.status} />],
    ['Reason', reason],
    ['Rule of the spec', rule],
    [
      'Operation',
      operation && <a href={at(desk, `${provider}/reference#${operation.slice(provider.length + 1)}`)}>{operation}</a>,
    ],
    ['Fields', fields?.join(', ')],
    ['Evidence', evidence && <Pill>{evidence}</Pill>],
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
        <Facts rows={facts.filter(([, value]) => value !== undefined && value !== null && value !== '') as never} />
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
        <div class="actions">
          {operation && (
            <a class="button small" href={at(desk, `faults?${faultQueryOf(exchange)}`)}>
              Make this a fault
            </a>
          )}
          {operation && (
            <a class="button small" href={at(desk, `journal?${new URLSearchParams({ operation }).toString()}`)}>
              All requests to it
            </a>
          )}
        </div>
      </Card>
      <div class="columns">
        <Message id="request" title="Request" message={request} query={exchange.query} />
        <Message id="response" title="Response" message={response} />
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

const Message = ({ id, title, query, message: { headers, body } }: MessageProps) => (
  <Card id={id} title={title}>
    {query && (
      <Facts
        rows={[...new URLSearchParams(query)].map(([name, value]) => [<code>{name}</code>, <code>{value}</code>])}
      />
    )}
    {headers.length > 0 && (
      <details class="more" open>
        <summary>{String(headers.length)} headers</summary>
        <dl class="facts headers">
          {headers.map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
        </dl>
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

/** A body for reading: JSON is indented, a form has one field a line. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    const isForm = /^[\w.%+[\]-]+=[^\s<]*$/.test(body)
    return isForm ? [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n') : body
  }
}
