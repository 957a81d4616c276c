import { InlineProse } from './prose.js'
import type { OpenApiDocument } from './document.js'
import { EvidenceBadge, EvidenceMark } from './evidence.js'
import type { GraphQLField, GraphQLReference, GraphQLType } from './graphql.js'
import { findable, TryLink } from './operation.js'

interface GraphQLProps {
  readonly document: OpenApiDocument
  readonly reference: GraphQLReference
  /** The path of the form for a root field. */
  readonly tryPath: (field: string) => string
}

/** The headings of the root types. */
export const rootTitles: Readonly<Record<string, string>> = {
  Query: 'Queries',
  Mutation: 'Mutations',
  Subscription: 'Subscriptions',
}

/** The root fields of a GraphQL schema, and its types. */
export const GraphQLView = ({ document, reference, tryPath }: GraphQLProps) => (
  <>
    {reference.roots.map((root) => (
      <section class="card group" id={`graphql-${root.name}`} aria-labelledby={`graphql-${root.name}-title`}>
        <h2 id={`graphql-${root.name}-title`}>{rootTitles[root.name]}</h2>
        {root.description && <InlineProse text={root.description} />}
        <div class="operations">
          {root.fields.map((field) => (
            <RootField
              document={document}
              field={field}
              mark={field.mark['x-evidence'] ?? root.mark['x-evidence']}
              // A subscription needs a WebSocket.
              tryPath={root.name === 'Subscription' ? undefined : tryPath(field.name)}
            />
          ))}
        </div>
      </section>
    ))}
    <section class="card group" id="graphql-types" aria-labelledby="graphql-types-title">
      <h2 id="graphql-types-title">Types</h2>
      <div class="operations">
        {reference.types.map((type) => (
          <TypeView document={document} type={type} />
        ))}
      </div>
    </section>
  </>
)

interface RootFieldProps {
  readonly document: OpenApiDocument
  readonly field: GraphQLField
  readonly mark: string | undefined
  readonly tryPath: string | undefined
}

const RootField = ({ document, field, mark, tryPath }: RootFieldProps) => (
  <details class="operation field-of-root" data-find={findable(field.name, field.type, field.description)}>
    <summary>
      <code class="path">{field.name}</code>
      <span class="summary">{field.description ? <InlineProse text={field.description} /> : field.type}</span>
      {mark && <EvidenceBadge evidence={mark} />}
    </summary>
    <div class="inside" id={`graphql-field-${field.name}`}>
      <div class="heading">
        <p>
          Returns <TypeLink type={field} />
        </p>
        {tryPath !== undefined && <TryLink path={tryPath} of={field.name} />}
      </div>
      <EvidenceMark document={document} mark={field.mark} />
      <p class="constraints">
        <span>{field.needs ?? 'No token needed'}</span>
      </p>
      <ArgumentList document={document} field={field} />
    </div>
  </details>
)

const ArgumentList = ({ document, field }: { document: OpenApiDocument; field: GraphQLField }) =>
  field.arguments.length === 0 ? null : (
    <section>
      <h3>Arguments</h3>
      <ul class="properties">
        {field.arguments.map((argument) => (
          <li>
            <Line document={document} field={argument} />
          </li>
        ))}
      </ul>
    </section>
  )

const TypeView = ({ document, type }: { document: OpenApiDocument; type: GraphQLType }) => (
  <details class="operation" data-find={findable(type.name)}>
    <summary>
      <code class="path">{type.name}</code>
      <span class="summary">
        {type.kind}
        {type.description && [': ', <InlineProse text={type.description} />]}
      </span>
      {type.mark['x-evidence'] && <EvidenceBadge evidence={type.mark['x-evidence']} />}
    </summary>
    <div class="inside" id={typeAnchor(type.name)}>
      <EvidenceMark document={document} mark={type.mark} />
      <ul class="properties">
        {type.fields.map((field) => (
          <li>
            <Line document={document} field={field} />
            {field.needs && <p class="constraints">{field.needs}</p>}
            {field.arguments.length > 0 && (
              <ul class="properties">
                {field.arguments.map((argument) => (
                  <li>
                    <Line document={document} field={argument} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
        {type.values.map(({ name, description }) => (
          <li>
            <p class="property">
              {type.kind === 'union' ? <a href={`#${typeAnchor(name)}`}>{name}</a> : <code>{name}</code>}
            </p>
            {description && (
              <p>
                <InlineProse text={description} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </div>
  </details>
)

const Line = ({ document, field }: { document: OpenApiDocument; field: Omit<GraphQLField, 'arguments' | 'needs'> }) => (
  <>
    <p class="property">
      <code>{field.name}</code>
      <TypeLink type={field} />
      <EvidenceMark document={document} mark={field.mark} />
    </p>
    {field.description && (
      <p>
        <InlineProse text={field.description} />
      </p>
    )}
  </>
)

const scalars = new Set(['ID', 'String', 'Int', 'Float', 'Boolean'])

const TypeLink = ({ type: { type, of } }: { type: Pick<GraphQLField, 'type' | 'of'> }) =>
  scalars.has(of) ? (
    <span class="type">{type}</span>
  ) : (
    <a class="type" href={`#${typeAnchor(of)}`}>
      {type}
    </a>
  )

const typeAnchor = (name: string): string => `graphql-type-${name}`
