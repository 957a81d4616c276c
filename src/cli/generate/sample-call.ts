import { sample } from 'openapi-sampler'
import { isBasic } from '../../../mock/core/definition/api-keys.js'
import type { MockOperation, Profile } from '../../../specs/profile.js'
import type { PathItem, SpecDocument, SpecOperation, SpecParameter } from './document.js'
import type { Table } from './table.js'
import { dereference } from './wire-type.js'

/** A read of the provider, with the parameters that it needs. */
export interface SampleCall {
  readonly operationId: string
  readonly scopes: MockOperation['scopes']
  /** It takes a user name and a password (RFC 7617). */
  readonly isBasic: boolean
  readonly params: { readonly path?: Record<string, unknown>; readonly query?: Record<string, unknown> }
}

/**
 * The first read of a spec that takes a token, or else the first one: its parameters are examples from the spec or values made from
 * their schemas. Undefined for a spec without reads.
 */
export const sampleCallOf = (
  document: SpecDocument,
  { operations }: Table,
  profile: Profile,
): SampleCall | undefined => {
  const { authorize, token } = profile.oauth ?? {}
  const reads = Object.entries(operations).filter(
    ([id, { method }]) => method === 'GET' && id !== authorize && id !== token,
  )
  const [id, operation] = reads.find(([, { scopes }]) => scopes !== null) ?? reads[0] ?? []
  if (id === undefined || operation === undefined) return undefined
  const item: PathItem = dereference(document, document.paths![operation.path]!)
  const { parameters = [] } = item[operation.method.toLowerCase()] as SpecOperation
  const needed = [...(item.parameters ?? []), ...parameters]
    .map((one) => dereference(document, one))
    .filter(
      ({ in: place, name, required }) => (place === 'path' || required) && !Object.hasOwn(profile.clientOptions, name),
    )
  const valuesOf = (place: string) => {
    const entries = needed.filter((one) => one.in === place).map((one) => [one.name, valueOf(document, one)])
    return entries.length > 0 && (Object.fromEntries(entries) as Record<string, unknown>)
  }
  const [path, query] = [valuesOf('path'), valuesOf('query')]
  return {
    operationId: id,
    scopes: operation.scopes,
    isBasic: isBasic(operation, profile),
    params: { ...(path && { path }), ...(query && { query }) },
  }
}

const valueOf = (document: SpecDocument, parameter: SpecParameter & { readonly example?: unknown }): unknown => {
  const value: unknown =
    parameter.example ?? sample((parameter.schema ?? {}) as Parameters<typeof sample>[0], { quiet: true }, document)
  return value === '' || value === null ? 'demo' : value
}
