import type { Evidence } from '../../../specs/profile.js'

/**
 * The parts of an OpenAPI 3.1 document the generator reads. A document is given this type once, when it has been parsed; Redocly's `struct`
 * rule and `vocabulary.ts` then check it.
 */
export interface SpecDocument {
  readonly info: { readonly title: string }
  readonly servers?: readonly SpecServer[]
  readonly security?: readonly SecurityRequirement[]
  readonly paths?: Readonly<Record<string, PathItem>>
  readonly components?: {
    readonly schemas?: Readonly<Record<string, SpecSchema>>
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>
  }
  readonly 'x-onair'?: unknown
}

/** A server with its name in the generated tables. */
export interface SpecServer {
  readonly url: string
  readonly variables?: Readonly<Record<string, { readonly default: string }>>
  readonly 'x-onair'?: { readonly name: string }
}

/** Scheme name → scopes. All of its schemes are required together. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

export interface SecurityScheme {
  readonly type: string
  /** Of `type: http`. */
  readonly scheme?: string
  /** Both of `type: apiKey`. */
  readonly in?: string
  readonly name?: string
  readonly flows?: Readonly<Record<string, { readonly scopes?: Readonly<Record<string, string>> }>>
}

/** Methods are keys of it too; they are read by name. */
export interface PathItem {
  readonly servers?: readonly SpecServer[]
  readonly parameters?: readonly SpecParameter[]
  readonly [method: string]: unknown
}

export interface SpecOperation {
  readonly operationId?: string
  readonly servers?: readonly SpecServer[]
  readonly parameters?: readonly SpecParameter[]
  readonly security?: readonly SecurityRequirement[]
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content }
  readonly responses?: Readonly<Record<string, SpecResponse>>
  readonly 'x-onair'?: unknown
  readonly 'x-evidence'?: Evidence
}

export interface SpecResponse {
  readonly content?: Content
  readonly 'x-evidence'?: Evidence
}

/** Media type → its content. */
export type Content = Readonly<Record<string, MediaType>>

export interface MediaType {
  readonly schema?: SpecSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
  readonly encoding?: Readonly<Record<string, Serialization>>
}

/** How a value is written as text. */
export interface Serialization {
  readonly style?: string
  readonly explode?: boolean
  readonly allowReserved?: boolean
  /** Of a form field: the media type of its value. */
  readonly contentType?: string
}

export interface SpecParameter extends Serialization {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: SpecSchema
  /** Instead of `schema`: the value is a document in this media type. */
  readonly content?: Content
  readonly 'x-onair'?: { readonly reserved?: readonly string[] }
}

export interface SpecSchema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly contentMediaType?: string
  readonly contentEncoding?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly items?: SpecSchema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SpecSchema>>
  readonly additionalProperties?: SpecSchema | boolean
  readonly allOf?: readonly SpecSchema[]
  readonly anyOf?: readonly SpecSchema[]
  readonly oneOf?: readonly SpecSchema[]
  readonly 'x-onair'?: { readonly boolean?: true }
}
