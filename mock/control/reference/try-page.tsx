import type { Field as OperationField } from '../../../specs/profile.js'
import { siteOf } from '../../accounts/site.js'
import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import { Copied, CopyField } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { described, FormField } from '../../ui/field.js'
import { renderPage, type RenderedPage } from '../../ui/layout.js'
import { ScopeChoice } from '../../ui/scopes.js'
import { copyScript } from '../../ui/script.js'
import { Time } from '../../ui/time.js'
import { anchorOf } from './anchor.js'
import type { TryInput, SentCall } from './attempt.js'
import type { OpenApiDocument } from './document.js'
import { EvidenceBadge } from './evidence.js'
import { noteOf, type FieldNote } from './filled.js'
import { Method, RoutePath, printed } from './operation.js'
import type { DescribedOperation } from './operations.js'
import { InlineProse } from './prose.js'
import { isObject, isOfLines } from './request.js'
import { RuleView } from './rule-view.js'

/** The result of the form. */
export type TryOutcome =
  | { readonly kind: 'answer'; readonly attempt: SentCall }
  /** An address for a browser. */
  | { readonly kind: 'address'; readonly url: string; readonly curl: string }
  | { readonly kind: 'token'; readonly token: string }
  /** The reason why nothing was sent. */
  | { readonly kind: 'problem'; readonly message: string }

export interface TryOptions {
  readonly parts: Parts
  readonly world: AnyWorld
  readonly document: OpenApiDocument
  readonly operation: DescribedOperation
  /** A GraphQL document and its variables, instead of the body. */
  readonly graphql: { readonly query: string; readonly variables: string } | undefined
  readonly asked: TryInput
  readonly formToken: string
  readonly outcome?: TryOutcome | undefined
}

/** The form that calls an operation, and the response beside it. */
export function tryPage(options: TryOptions): RenderedPage {
  const { world, operation, outcome } = options
  const { id, node, row } = operation
  const reference = `${world.prefix}/_mock/${world.profile.provider}/reference`
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

const TryForm = (options: TryOptions & { readonly action: string }) => {
  const { parts, world, document, operation, graphql, asked, formToken, action } = options
  const { id, row } = operation
  const { oauth } = parts.spec.profile
  const isAuthorize = id === oauth?.authorize
  return (
    <form class="card fields" method="post" action={action}>
      <input type="hidden" name="form_token" value={formToken} />
      <input type="hidden" name="operation" value={id} />
      <CallerFields parts={parts} world={world} operation={operation} asked={asked} />
      {Object.entries(row.fields).map(([name, field]) => (
        <FieldInput
          name={name}
          field={field}
          note={noteOf(document, operation, name)}
          value={asked.filled.fields[name] ?? ''}
          isMade={id === oauth?.token && (name === 'code' || name === 'refresh_token')}
        />
      ))}
      {graphql ? (
        <>
          <TextArea name="query" label="Query" value={graphql.query} rows={14} />
          <TextArea name="variables" label="Variables, as JSON" value={graphql.variables} rows={4} />
        </>
      ) : (
        row.body === 'json' && <TextArea name="body" label="Body, as JSON" value={asked.filled.body} rows={10} />
      )}
      <div class="actions">
        <button class="primary" type="submit" name="intent" value="send">
          {isAuthorize ? 'Create the URL' : 'Send'}
        </button>
        {row.scopes !== null && (
          <button type="submit" name="intent" value="token">
            Show a token
          </button>
        )}
      </div>
    </form>
  )
}

interface FieldInputProps {
  readonly name: string
  readonly field: OperationField
  readonly note: FieldNote
  readonly value: string
  /** Whether an empty field is filled in when the form is sent. */
  readonly isMade: boolean
}

const FieldInput = ({ name, field, note, value, isMade }: FieldInputProps) => {
  const hasLines = isOfLines(field) || value.includes('\n')
  const lines = isObject(field) ? 'One property=value per line.' : 'One value per line.'
  const about = [
    note.description && <InlineProse text={note.description} />,
    isMade && ' Leave it empty for a new one of the account above.',
    hasLines && ` ${lines}`,
  ].filter(Boolean)
  const whole = { id: `field-${name}`, label: name, about: about.length > 0 ? <>{about}</> : undefined }
  const input = { ...described(whole), name: `field.${name}`, spellcheck: false }
  const list = note.values.length > 0 ? `values-${name}` : undefined
  return (
    <FormField {...whole}>
      {hasLines ? (
        <textarea {...input} rows={2}>
          {value}
        </textarea>
      ) : (
        <input
          {...input}
          value={value}
          placeholder={note.example || undefined}
          autocomplete="off"
          required={field.in === 'path'}
          list={list}
        />
      )}
      {list !== undefined && (
        <datalist id={list}>
          {note.values.map((one) => (
            <option value={one} />
          ))}
        </datalist>
      )}
    </FormField>
  )
}

interface TextAreaProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly rows: number
}

const TextArea = ({ name, label, value, rows }: TextAreaProps) => (
  <FormField id={name} label={label}>
    <textarea {...described({ id: name })} name={name} rows={rows} spellcheck={false}>
      {value}
    </textarea>
  </FormField>
)

/** The choice of the account whose token the call uses, or whose grant it exchanges. */
const CallerFields = ({
  parts,
  world,
  operation,
  asked,
}: Pick<TryOptions, 'parts' | 'world' | 'operation' | 'asked'>) => {
  const { profile, scopeDescriptions = {} } = parts.spec
  const isExchange = operation.id === profile.oauth?.token
  if (operation.row.scopes === null && !isExchange) return null
  const scopes = Object.entries(scopeDescriptions).map(([name, meaning]) => ({ name, meaning }))
  const accounts = profile.oauth
    ? world.users.all().map(({ account }) => [account, account] as const)
    : [['credentials', 'the application of the seed'] as const]
  return (
    <>
      <FormField id="account" label={isExchange ? 'On behalf of' : 'With a token of'}>
        <select {...described({ id: 'account' })} name="account">
          {accounts.map(([account, label]) => (
            <option value={account} selected={account === asked.account}>
              {label}
            </option>
          ))}
          <option value="" selected={asked.account === null}>
            {isExchange ? 'no account: send only the fields below' : 'no account: send no token'}
          </option>
        </select>
      </FormField>
      {profile.oauth && scopes.length > 0 && (
        <details>
          <summary>
            Scopes: {asked.scopes.length} of {scopes.length}
          </summary>
          <ScopeChoice legend="Scopes of the token" scopes={scopes} chosen={asked.scopes} />
        </details>
      )}
    </>
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
