import type { Evidence } from '../../../specs/profile.js'
import type { AnyResult } from '../../http/result.js'
import type { CallClient } from './providers.js'

/** What a user calls by name: an operation of the OpenAPI document, or a GraphQL document. */
export interface Callable {
  readonly name: string
  /** Its summary in one line. `''` if the spec has none. */
  readonly summary: string
  /** The rest of its description in the spec. */
  readonly description: string
  /** `GET /streams/mine`; `query ($id: String!)` of a GraphQL document. */
  readonly route: string
  readonly scopes: readonly string[]
  /** How sure we are of it; undefined if that differs from field to field. */
  readonly evidence: Evidence | undefined
  /** Parameters or variables: each is an option of the command. */
  readonly inputs: readonly Input[]
  /** Undefined if there is none. */
  readonly body: Body | undefined
  /** What it is authorized with, besides API keys. */
  readonly authorization: 'token' | 'password' | 'none'
  /** Its API keys, by the client's options. */
  readonly keys: readonly string[]
  /** Validates the input, and resolves to a function that sends it. Throws a `UsageError` if the spec does not allow the input. */
  prepare(given: Given): Promise<(client: CallClient, signal: AbortSignal) => Promise<AnyResult>>
}

/** A value that is given by its name. */
export interface Input {
  readonly name: string
  /** Its option on the command line, without the dashes. */
  readonly option: string
  /** As help shows it: `integer`, `simulcast|schedule`. */
  readonly type: string
  /** Its text is the value, and not JSON. */
  readonly isText: boolean
  /** It may be given several times. */
  readonly isList: boolean
  readonly isRequired: boolean
  readonly note: string
}

export interface Body {
  readonly encoding: 'json' | 'form' | 'multipart' | 'bytes' | 'text'
  readonly title: string
  readonly isRequired: boolean
  readonly fields: readonly BodyField[]
  /** Its media types and ranges (`image/*`) in the spec. */
  readonly types: readonly string[]
  /** An example; undefined if the spec has none. */
  readonly sample: unknown
}

/** A field of a body. `isText`, `isFile` and `types` are for multipart forms, in which each field is given by its name. */
export interface BodyField extends Omit<Input, 'option'> {
  readonly isFile: boolean
  /** The media types and ranges of a file. */
  readonly types: readonly string[]
}

/** A body as the client takes it: JSON, fields, or the file or text of a raw body. */
export type SentBody = object | string

export interface Given {
  readonly values: Readonly<Record<string, unknown>>
  readonly body: SentBody | undefined
}

/** The value of a text on the command line. A text that is not JSON stays text: the spec decides whether that is allowed. */
export function readValue({ isText }: Pick<Input, 'isText'>, text: string): unknown {
  if (isText) return text
  try {
    const value: unknown = JSON.parse(text)
    // A number that does not serialize to the same text would be sent as another number.
    return typeof value === 'number' && String(value) !== text ? text : value
  } catch {
    return text
  }
}

/** The first paragraph of a description, as one line. */
export const firstParagraph = (text = ''): string =>
  text
    .trim()
    .split(/\n\s*\n/)[0]!
    .replaceAll(/\s+/g, ' ')
