import type { Authorization } from '../../../specs/profile.js'
import { CopyField } from '../../ui/copied.js'
import { DataTable } from '../../ui/table.js'
import { anchorOf } from './anchor.js'
import { resolve, sourcesOf, type ContentNode, type OpenApiDocument, type ParameterNode } from './document.js'
import { EvidenceBadge, EvidenceMark, Sources } from './evidence.js'
import type { DescribedOperation, DescribedWebhook } from './operations.js'
import { InlineProse, Prose } from './prose.js'
import { samplesOf } from './samples.js'
import { Constraints, SchemaView, typeOf } from './schema-table.js'

interface OperationProps {
  readonly document: OpenApiDocument
  readonly operation: DescribedOperation
  /** The path of the form that calls it. */
  readonly tryPath: string
  readonly curl: string
  readonly isOpen?: boolean | undefined
}

/** An operation: one line that opens to its details. */
export const OperationView = ({ document, operation, tryPath, curl, isOpen }: OperationProps) => {
  const { id, node, row } = operation
  return (
    <details class="operation" data-find={findableOf(operation)} open={isOpen}>
      <summary>
        <OperationLine operation={operation} />
      </summary>
      <div class="inside" id={anchorOf(id)}>
        <div class="heading">
          <h3>{id}</h3>
          <TryLink path={tryPath} of={id} />
        </div>
        {node.deprecated && <p class="hint">Deprecated by the provider.</p>}
        <Prose text={node.description} />
        <EvidenceMark document={document} mark={node} />
        <p class="constraints">
          <span>
            Server: <code>{row.server}</code>
          </span>
          <Credentials way={row} />
          {row.alternatives?.map((way) => (
            <span>
              Or: <Credentials way={way} />
            </span>
          ))}
          {row.idempotent && <span>Idempotent: safe to send twice</span>}
        </p>
        <ParameterList document={document} parameters={operation.parameters} />
        {operation.body?.content && (
          <section>
            <h4>Request body</h4>
            <MediaTypes document={document} content={operation.body.content} evidence={row.evidence} />
          </section>
        )}
        <section>
          <h4>With curl</h4>
          <CopyField label={`the command for ${id}`}>
            <code class="command">{curl}</code>
          </CopyField>
        </section>
        <ResponseList document={document} operation={operation} />
      </div>
    </details>
  )
}

/** An operation whose details are on a page of their own, at `path`. */
export const OperationLink = ({ operation, path }: { operation: DescribedOperation; path: string }) => (
  <a class="operation" id={anchorOf(operation.id)} data-find={findableOf(operation)} href={path}>
    <OperationLine operation={operation} />
  </a>
)

const findableOf = ({ id, node, row }: DescribedOperation) => findable(row.method, row.path, id, node.summary)

const OperationLine = ({ operation: { node, row } }: { operation: DescribedOperation }) => (
  <>
    <Method method={row.method} />
    <RoutePath path={row.path} />
    <span class="summary">{node.summary && <InlineProse text={node.summary} />}</span>
    <EvidenceBadge evidence={row.evidence} />
  </>
)

/** A callback that the provider sends. */
export const WebhookView = ({ document, webhook }: { document: OpenApiDocument; webhook: DescribedWebhook }) => {
  const { id, node, body } = webhook
  return (
    <details class="operation" data-find={findable('', '', id, node.summary)}>
      <summary>
        <Method method="POST" />
        <code class="path">{id}</code>
        <span class="summary">{node.summary && <InlineProse text={node.summary} />}</span>
        {node['x-evidence'] && <EvidenceBadge evidence={node['x-evidence']} />}
      </summary>
      <div class="inside" id={anchorOf(id)}>
        <h3>{id}</h3>
        <Prose text={node.description} />
        <EvidenceMark document={document} mark={node} />
        <ParameterList document={document} parameters={webhook.parameters} />
        {body?.content && (
          <section>
            <h4>Request body</h4>
            <MediaTypes document={document} content={body.content} evidence={node['x-evidence']} />
          </section>
        )}
        <ResponseList document={document} operation={webhook} />
      </div>
    </details>
  )
}

export const findable = (...texts: readonly (string | undefined)[]): string =>
  texts
    .filter((text) => text)
    .join(' ')
    .toLowerCase()

export const Method = ({ method }: { method: string }) => (
  <span class={`method method-${method.toLowerCase()}`}>{method}</span>
)

/** A path template. A narrow page may break it between its segments. */
export const RoutePath = ({ path }: { path: string }) => (
  <code class="path">{path.split(/(?=\/)/).map((segment, index) => [index > 0 && <wbr />, segment])}</code>
)

/** A link to the form for an operation or a root field. */
export const TryLink = ({ path, of }: { path: string; of: string }) => (
  <a class="button small primary" href={path}>
    Try it<span class="unseen">: {of}</span>
  </a>
)

/** What a way of authorization needs: an access token with its scopes, and API keys by the names of the client's options. */
const Credentials = ({ way: { scopes, keys = [] } }: { way: Authorization }) => (
  <>
    {scopes === null && keys.length === 0 && <span>No access token needed</span>}
    {scopes?.length === 0 && <span>Any access token</span>}
    <Names title="Scope" names={scopes ?? []} />
    <Names title="API key" names={keys} />
  </>
)

const Names = ({ title, names }: { title: string; names: readonly string[] }) =>
  names.length === 0 ? null : (
    <span>
      {names.length === 1 ? title : `${title}s`}: {names.map((name) => [<code>{name}</code>, ' '])}
    </span>
  )

const ParameterList = ({ document, parameters }: { document: OpenApiDocument; parameters: readonly ParameterNode[] }) =>
  parameters.length === 0 ? null : (
    <section>
      <h4>Parameters</h4>
      <ul class="properties">
        {parameters.map((parameter) => (
          <li>
            <p class="property">
              <code>{parameter.name}</code>
              <span class="type">
                {parameter.in}
                {parameter.schema && `, ${typeOf(document, parameter.schema)}`}
              </span>
              {parameter.required && <span class="required">required</span>}
              {parameter['x-evidence'] && <EvidenceBadge evidence={parameter['x-evidence']} />}
            </p>
            {parameter.description && (
              <p>
                <InlineProse text={parameter.description} />
              </p>
            )}
            {parameter.schema && <Constraints schema={resolve(document, parameter.schema)} />}
          </li>
        ))}
      </ul>
    </section>
  )

interface BodyProps {
  readonly document: OpenApiDocument
  readonly content: ContentNode
  /** Shows examples instead of fields, if there are any. */
  readonly inShort?: boolean
  readonly evidence: string | undefined
}

const MediaTypes = ({ document, content, evidence, inShort = false }: BodyProps) => (
  <>
    {Object.entries(content).map(([type, media]) => {
      const samples = samplesOf(document, media)
      return (
        <div class="media">
          <p>
            <code>{type}</code> {media.schema && <span class="type">{typeOf(document, media.schema)}</span>}
          </p>
          {media.schema && !(inShort && samples.length > 0) && (
            <SchemaView document={document} schema={media.schema} evidence={evidence} />
          )}
          {samples.map(({ title, value }) => (
            <details>
              <summary>
                Example: <InlineProse text={title} />
              </summary>
              <pre tabindex={0}>{printed(value)}</pre>
            </details>
          ))}
        </div>
      )
    })}
  </>
)

const ResponseList = ({ document, operation }: { document: OpenApiDocument; operation: DescribedWebhook }) => (
  <section>
    <h4>Responses</h4>
    {operation.responses.map(([status, response]) => (
      <details class="response" open={status.startsWith('2')}>
        <summary>
          <span class={`status status-${status[0]}`}>{status}</span>
          <span>{response.description && <InlineProse text={firstSentence(response.description)} />}</span>
          {response['x-evidence'] && <EvidenceBadge evidence={response['x-evidence']} />}
        </summary>
        <div class="inside">
          {firstSentence(response.description ?? '') !== response.description && <Prose text={response.description} />}
          <Sources sources={sourcesOf(document, response)} />
          {response.headers && (
            <DataTable
              label={`Headers of ${status}`}
              columns={['Header', 'About']}
              rows={Object.entries(response.headers).map(([name, one]) => {
                const header = resolve(document, one)
                return [<code>{name}</code>, <InlineProse text={header.description ?? ''} />]
              })}
              empty=""
            />
          )}
          {response.content && (
            <MediaTypes
              document={document}
              content={response.content}
              evidence={response['x-evidence']}
              inShort={!status.startsWith('2')}
            />
          )}
        </div>
      </details>
    ))}
  </section>
)

/** The first sentence of a description. */
const firstSentence = (text: string): string => /^[^]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text

/** A readable body: JSON is indented. */
export const printed = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
