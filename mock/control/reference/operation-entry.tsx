import { isBasic } from '../../core/definition/api-keys.js'
import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import type { SecretNames } from '../../core/journal/secrets.js'
import { referencePath } from './anchor.js'
import { clientAuthorization } from './attempt.js'
import type { OpenApiDocument } from './document.js'
import { sampleFiles, startOf } from './filled.js'
import { OperationView } from './operation.js'
import type { DescribedOperation } from './operations.js'
import { bearer, buildRequest, password } from './request.js'

/** What the entries of a reference have in common. */
export interface EntryContext {
  readonly parts: Parts
  readonly world: AnyWorld
  /** The origin that the browser uses: `http://127.0.0.1:4010`. */
  readonly origin: string
  readonly document: OpenApiDocument
  readonly secrets: SecretNames
}

interface EntryProps extends EntryContext {
  readonly operation: DescribedOperation
  readonly isOpen?: boolean
}

/** An operation with the command line that calls it. */
export const OperationEntry = ({ parts, world, origin, document, secrets, operation, isOpen }: EntryProps) => {
  const { profile } = parts.spec
  const filled = { ...startOf(document, operation, world), files: sampleFiles(operation) }
  const { oauth } = profile
  const authorization =
    operation.id === oauth?.token
      ? clientAuthorization(oauth, world)
      : isBasic(operation.row, profile)
        ? password(filled.credentials)
        : operation.row.scopes && bearer(profile, operation.row, '')
  const base = origin + world.prefix
  const { curl } = buildRequest({ spec: parts.spec, operation, base, filled, authorization, secrets })
  return (
    <OperationView
      document={document}
      operation={operation}
      tryPath={tryPath(world, { operation: operation.id })}
      curl={curl}
      isOpen={isOpen}
    />
  )
}

/** The path of the form for an operation, or for a root field of GraphQL. */
export const tryPath = (world: Pick<AnyWorld, 'prefix' | 'profile'>, query: Readonly<Record<string, string>>): string =>
  `${referencePath(world)}/try?${new URLSearchParams(query).toString()}`
