import { raw } from 'hono/html'
import { siteOf } from '../../accounts/site.js'
import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import { SecretNames } from '../../core/journal/secrets.js'
import { addressesOf } from '../addresses.js'
import { renderPage, type RenderedPage } from '../../ui/layout.js'
import { copyScript } from '../../ui/script.js'
import { About, Authentication, ServerTable } from './about.js'
import { anchorOf, referencePath } from './anchor.js'
import { documentOf, type OpenApiDocument } from './document.js'
import { GraphQLView, rootTitles } from './graphql-view.js'
import type { GraphQLReference } from './graphql.js'
import { groupsOf, operationsOf, webhooksOf, type OperationGroup } from './operations.js'
import { OperationLink, WebhookView } from './operation.js'
import { OperationEntry, tryPath } from './operation-entry.js'
import { escapeHtml } from './markdown.js'
import { Prose } from './prose.js'
import { filterScript } from './script.js'

interface ReferenceOptions {
  readonly parts: Parts
  readonly world: AnyWorld
  /** The origin that the browser uses: `http://127.0.0.1:4010`. */
  readonly origin: string
}

/** A document with more operations has a page for each of them. One page with a thousand operations would have 20 MB. */
const MOST_ON_ONE_PAGE = 200

/** The reference page of a provider, from its OpenAPI document. */
export async function referencePage(options: ReferenceOptions): Promise<RenderedPage> {
  return renderPage(pageOf(options.world, 'API reference'), raw(await contentOf(options)))
}

/** The page of one operation. Undefined if the document does not have it. */
export async function operationPage(options: ReferenceOptions, id: string): Promise<RenderedPage | undefined> {
  const { parts, world } = options
  const document = await documentOf(parts.spec)
  const operation = document && operationsOf(document, parts.spec).find((one) => one.id === id)
  if (!operation) return undefined
  return renderPage(
    pageOf(world, id),
    <>
      <div class="heading">
        <h1>{id}</h1>
        <a href={`${referencePath(world)}#${anchorOf(id)}`}>API reference</a>
      </div>
      <section class="card">
        <div class="operations">
          <OperationEntry
            {...options}
            document={document}
            secrets={new SecretNames(document)}
            operation={operation}
            isOpen
          />
        </div>
      </section>
    </>,
  )
}

const pageOf = (world: AnyWorld, title: string) =>
  ({
    title,
    site: siteOf(world, 'Reference'),
    width: 'wide',
    now: world.clock.now(),
    scripts: [copyScript, filterScript],
  }) as const

/** Placeholders in a rendered page for the origin and the path prefix. */
const place = { origin: 'http://origin.invalid', prefix: '/prefix.invalid' }

const rendered = new WeakMap<Parts, { readonly credentials: string; readonly content: string }>()

/**
 * The content of the page. Rendering is most of the work, so it is done once for all sandboxes and origins, and again only if the
 * credentials of the seed have changed.
 */
async function contentOf({ parts, world, origin }: ReferenceOptions): Promise<string> {
  const credentials = JSON.stringify(world.credentials)
  let found = rendered.get(parts)
  if (found?.credentials !== credentials) {
    const anywhere = { parts, origin: place.origin, world: { ...world, prefix: place.prefix } }
    rendered.set(parts, (found = { credentials, content: await renderContent(anywhere) }))
  }
  const { content } = found
  return content
    .replaceAll(place.origin, () => escapeHtml(origin))
    .replaceAll(place.origin.replace('http', 'ws'), () => escapeHtml(origin.replace(/^http/, 'ws')))
    .replaceAll(place.prefix, () => escapeHtml(world.prefix))
}

async function renderContent(options: ReferenceOptions): Promise<string> {
  const { spec } = options.parts
  const document = await documentOf(spec)
  const graphql = spec.sdl && (await import('./graphql.js')).readGraphQL(await spec.sdl())
  const elements = document ? <ReferenceContent {...options} document={document} graphql={graphql} /> : <NoDocument />
  // oxlint-disable-next-line typescript/no-base-to-string -- hono's elements render themselves by toString.
  return elements.toString()
}

/** The page of a definition that an older version generated, without a document. */
const NoDocument = () => (
  <section class="card">
    <h1>API reference</h1>
    <p>
      This definition has no OpenAPI document. Generate it again with <code>npx onair generate</code>.
    </p>
  </section>
)

interface ContentProps extends ReferenceOptions {
  readonly document: OpenApiDocument
  readonly graphql: GraphQLReference | undefined
}

const ReferenceContent = ({ parts, world, origin, document, graphql }: ContentProps) => {
  const { profile } = parts.spec
  const { servers: addresses } = addressesOf(parts, world, origin)
  const about = { document, profile, scopeDescriptions: world.scopeDescriptions, addresses }
  const operations = operationsOf(document, parts.spec)
  const groups = groupsOf(document, operations)
  const isLarge = operations.length > MOST_ON_ONE_PAGE
  const webhooks = webhooksOf(document)
  const entry = { parts, world, origin, document, secrets: new SecretNames(document) }
  const graphqlOperation = graphqlOperationOf(parts)
  return (
    <div class="reference">
      <TableOfContents groups={groups} hasWebhooks={webhooks.length > 0} graphql={graphql} />
      <div class="chapters">
        <div class="heading">
          <h1>{document.info.title} API</h1>
        </div>
        <About {...about} />
        <ServerTable {...about} />
        <Authentication {...about} />
        {groups.map((group) => (
          <section class="card group" id={groupAnchor(group.name)} aria-labelledby={`${groupAnchor(group.name)}-title`}>
            <h2 id={`${groupAnchor(group.name)}-title`}>{group.name}</h2>
            <Prose text={group.description} />
            <div class="operations">
              {group.operations.map((operation) =>
                isLarge ? (
                  <OperationLink
                    operation={operation}
                    path={`?${new URLSearchParams({ operation: operation.id }).toString()}`}
                  />
                ) : (
                  <OperationEntry {...entry} operation={operation} />
                ),
              )}
            </div>
          </section>
        ))}
        {webhooks.length > 0 && (
          <section class="card group" id="webhooks" aria-labelledby="webhooks-title">
            <h2 id="webhooks-title">Callbacks</h2>
            <p>Requests that the provider sends to your server.</p>
            <div class="operations">
              {webhooks.map((webhook) => (
                <WebhookView document={document} webhook={webhook} />
              ))}
            </div>
          </section>
        )}
        {graphql && graphqlOperation !== undefined && (
          <GraphQLView
            document={document}
            reference={graphql}
            tryPath={(field) => tryPath(world, { operation: graphqlOperation, field })}
          />
        )}
      </div>
    </div>
  )
}

/** The operation that takes GraphQL documents by POST. Undefined for a provider without GraphQL. */
export const graphqlOperationOf = ({ spec, fields }: Parts): string | undefined =>
  spec.sdl && fields?.operations.find((id) => spec.operations[id]?.body === 'json')

const groupAnchor = (name: string): string => `group-${name.toLowerCase().replaceAll(/\W+/g, '-')}`

interface ContentsProps {
  readonly groups: readonly OperationGroup[]
  readonly hasWebhooks: boolean
  readonly graphql: GraphQLReference | undefined
}

const TableOfContents = ({ groups, hasWebhooks, graphql }: ContentsProps) => (
  <nav class="contents" aria-label="On this page">
    <div class="filter">
      <label for="filter">Find</label>
      <input id="filter" type="search" autocomplete="off" placeholder="Name, path or summary" />
      <p id="filter-count" role="status" class="quiet" />
    </div>
    <ul>
      <ContentsEntry id="about" label="About" />
      <ContentsEntry id="servers" label="Servers" />
      <ContentsEntry id="authentication" label="Authentication" />
      {groups.map(({ name, operations }) => (
        <ContentsEntry id={groupAnchor(name)} label={name}>
          <ul>
            {operations.map(({ id }) => (
              <ContentsEntry id={anchorOf(id)} label={id} />
            ))}
          </ul>
        </ContentsEntry>
      ))}
      {hasWebhooks && <ContentsEntry id="webhooks" label="Callbacks" />}
      {graphql?.roots.map(({ name, fields }) => (
        <ContentsEntry id={`graphql-${name}`} label={`${rootTitles[name]} (${fields.length})`} />
      ))}
      {graphql && <ContentsEntry id="graphql-types" label="Types" />}
    </ul>
  </nav>
)

const ContentsEntry = ({ id, label, children }: { id: string; label: string; children?: unknown }) => (
  <li>
    <a href={`#${id}`}>{label}</a>
    {children}
  </li>
)
