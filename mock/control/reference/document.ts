import type { Evidence, MockSpec } from '../../../specs/profile.js'

/** How sure we are of something, and where it comes from: keys of `x-onair.sources`. */
export interface Marked {
  readonly 'x-evidence'?: Evidence
  readonly 'x-source'?: string | readonly string[]
}

/** The parts of an OpenAPI 3.1 document that the pages read. A node may be a reference; `resolve` follows it. */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly summary?: string; readonly description?: string }
  readonly servers?: readonly ServerNode[]
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
  readonly paths?: Readonly<Record<string, PathItemNode>>
  readonly webhooks?: Readonly<Record<string, PathItemNode>>
  readonly components?: {
    readonly securitySchemes?: Readonly<Record<string, Marked & { readonly description?: string }>>
  }
  readonly 'x-onair'?: { readonly sources?: Readonly<Record<string, Source>> }
}

export interface ServerNode extends Marked {
  readonly url: string
  readonly description?: string
  readonly 'x-onair'?: { readonly name?: string }
}

/** Methods are keys of it too. */
export interface PathItemNode {
  readonly servers?: readonly ServerNode[]
  readonly parameters?: readonly ParameterNode[]
  readonly [method: string]: unknown
}

export interface OperationNode extends Marked {
  readonly operationId?: string
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly deprecated?: boolean
  readonly parameters?: readonly ParameterNode[]
  readonly requestBody?: BodyNode
  readonly responses?: Readonly<Record<string, ResponseNode>>
}

export interface ParameterNode extends Marked, WithExamples {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly description?: string
  readonly schema?: SchemaNode
}

export interface BodyNode extends Marked {
  readonly description?: string
  readonly required?: boolean
  readonly content?: ContentNode
}

export interface ResponseNode extends Marked {
  readonly description?: string
  readonly headers?: Readonly<Record<string, Omit<ParameterNode, 'name' | 'in'>>>
  readonly content?: ContentNode
}

/** Media type → what it holds. */
export type ContentNode = Readonly<Record<string, MediaTypeNode>>

export interface MediaTypeNode extends WithExamples {
  readonly schema?: SchemaNode
}

interface WithExamples {
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value?: unknown }>>
}

export interface SchemaNode extends Marked {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly additionalProperties?: SchemaNode | boolean
  readonly items?: SchemaNode
  readonly allOf?: readonly SchemaNode[]
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** A page or a piece of code that a fact comes from. */
export interface Source {
  readonly title: string
  readonly url?: string
}

/** The document of a spec; undefined for one that was made before there were documents. */
export const documentOf = async (spec: MockSpec<unknown, unknown>): Promise<OpenApiDocument | undefined> =>
  (await spec.document?.()) as OpenApiDocument | undefined

/** A node of the document, without the reference that it may be. What stands beside a reference goes before what it refers to. */
export function resolve<T extends object>(document: OpenApiDocument, node: T): T {
  const { $ref, ...own } = node as T & { readonly $ref?: string }
  if ($ref === undefined) return node
  const found = $ref
    .split('/')
    .slice(1)
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((place, name) => (place as Record<string, unknown> | undefined)?.[name], document)
  return { ...resolve(document, (found ?? {}) as T), ...own }
}

/** The name of the schema that a reference leads to: its last part. Undefined if the node is not a reference. */
export const nameOfReference = (node: object): string | undefined =>
  (node as { readonly $ref?: string }).$ref?.split('/').at(-1)

/** The sources of a mark by their titles. A key that the document does not explain stands for itself. */
export function sourcesOf(document: OpenApiDocument, { 'x-source': keys = [] }: Marked): readonly Source[] {
  return [keys].flat().map((key) => document['x-onair']?.sources?.[key] ?? { title: key })
}
