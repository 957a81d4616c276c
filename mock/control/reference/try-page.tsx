import { siteOf } from '../../accounts/site.js'
import { Copied, CopyField } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { renderPage, type RenderedPage } from '../../ui/layout.js'
import { copyScript } from '../../ui/script.js'
import { Time } from '../../ui/time.js'
import { anchorOf, referencePath } from './anchor.js'
import type { SentCall } from './attempt.js'
import { EvidenceBadge } from './evidence.js'
import { Method, RoutePath, printed } from './operation.js'
import { InlineProse } from './prose.js'
import { RuleView } from './rule-view.js'
import { TryForm, type TryFormOptions } from './try-form.js'

/** The result of the form. */
export type TryOutcome =
  | { readonly kind: 'answer'; readonly attempt: SentCall }
  /** An address for a browser. */
  | { readonly kind: 'address'; readonly url: string; readonly curl: string }
  | { readonly kind: 'token'; readonly token: string }
  /** The reason why nothing was sent. */
  | { readonly kind: 'problem'; readonly message: string }

export interface TryOptions extends Omit<TryFormOptions, 'action'> {
  readonly outcome?: TryOutcome | undefined
}

/** The form that calls an operation, and the response beside it. */
export function tryPage(options: TryOptions): RenderedPage {
  const { world, operation, outcome } = options
  const { id, node, row } = operation
  const reference = referencePath(world)
  const page = {
    title: `Try ${id}`,
    site: siteOf(world, 'Reference'),
    width: 'wide',
    now: world.clock.now(),
    scripts: [copyScript],
  } as const
  return renderPage(
    page,
    <>
      <div>
        <p class="eyebrow">
          <a href={`${reference}#${anchorOf(id)}`}>API reference</a>
        </p>
        <h1>Try {id}</h1>
        <p class="property">
          <Method method={row.method} />
          <RoutePath path={row.path} />
          <span>{node.summary && <InlineProse text={node.summary} />}</span>
        </p>
      </div>
      <div class="try">
        <TryForm {...options} action={`${reference}/try`} />
        <section class="card" aria-labelledby="outcome">
          <h2 id="outcome">{outcome?.kind === 'token' ? 'Token' : 'Response'}</h2>
          {outcome ? (
            <OutcomeView outcome={outcome} />
          ) : (
            <p class="quiet">Send the form to see the response of the mock.</p>
          )}
        </section>
      </div>
    </>,
  )
}

const OutcomeView = ({ outcome }: { outcome: TryOutcome }) => {
  if (outcome.kind === 'problem')
    return (
      <p class="alert" role="alert">
        {outcome.message}
      </p>
    )
  if (outcome.kind === 'token')
    return (
      <>
        <p>Use it for $TOKEN in the curl commands. It is valid until the next reset of the mock.</p>
        <Copied value={outcome.token} label="token" />
      </>
    )
  if (outcome.kind === 'address')
    return (
      <>
        <p>Open this page in a browser, log in and give consent. The browser then goes to the redirect URI.</p>
        <div class="actions">
          <a class="button primary" href={outcome.url}>
            Open the page
          </a>
        </div>
        <CurlCommand curl={outcome.curl} />
      </>
    )
  return <ResponseView attempt={outcome.attempt} />
}

const ResponseView = ({ attempt }: { attempt: SentCall }) => {
  const { status, headers, body, evidence, rule, at, request } = attempt
  const type = headers.find(([name]) => name === 'content-type')?.[1] ?? ''
  return (
    <>
      <p class="property">
        <span class={`status status-${String(status)[0]}`}>{status}</span>
        {evidence !== null && evidence !== rule?.evidence && <EvidenceBadge evidence={evidence} />}
        <span class="quiet">
          <Time at={at} />
        </span>
      </p>
      {rule && <RuleView rule={rule} />}
      <h3>Body</h3>
      {body === '' ? <p class="quiet">Empty.</p> : <pre tabindex={0}>{/json/.test(type) ? pretty(body) : body}</pre>}
      <h3>Headers</h3>
      <Facts rows={headers} />
      <h3>Request</h3>
      <CurlCommand curl={request.curl} />
    </>
  )
}

const CurlCommand = ({ curl }: { curl: string }) => (
  <CopyField label="the command">
    <code class="command">{curl}</code>
  </CopyField>
)

function pretty(body: string): string {
  try {
    return printed(JSON.parse(body))
  } catch {
    return body
  }
}
