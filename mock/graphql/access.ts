import { Kind, type GraphQLField } from 'graphql'
import { FieldError } from './field-error.js'

/** Who asks, as far as a schema's directives speak of it. */
export interface Viewer {
  /** False for an application that acts for itself. */
  readonly isUser: boolean
  readonly scopes: readonly string[]
}

/** How a provider refuses a field. */
export interface AccessTexts {
  /** There is no user behind the call. */
  readonly loginRequired: string
  readonly missingScope: (scope: string) => string
  /** No scope covers the field. */
  readonly unlisted: string
}

/** What a field wants of its viewer: `@viewer(scope:)` and `@unlisted` of the schema; neither leaves it public. */
export interface Access {
  readonly scope: string | null
  readonly unlisted: boolean
}

/** The access rule of a field, or null for a public one. */
export function accessOf(field: GraphQLField<unknown, unknown>): Access | null {
  let access: Access | null = null
  for (const { name, arguments: given = [] } of field.astNode?.directives ?? []) {
    if (name.value === 'unlisted') return { scope: null, unlisted: true }
    if (name.value !== 'viewer') continue
    const scope = given.find((argument) => argument.name.value === 'scope')?.value
    access = { scope: scope?.kind === Kind.STRING ? scope.value : null, unlisted: false }
  }
  return access
}

/** Throws a `FieldError` unless the viewer may have the field. First the user, then the scope: the order is inferred. */
export function requireAccess(
  { scope, unlisted }: Access,
  viewer: Viewer | null,
  texts: AccessTexts,
  allowUnlisted: boolean,
): void {
  if (!viewer?.isUser) throw new FieldError(texts.loginRequired)
  if (unlisted && !allowUnlisted) throw new FieldError(texts.unlisted, { onair: 'inferred' })
  if (scope !== null && !viewer.scopes.includes(scope)) {
    throw new FieldError(texts.missingScope(scope), { onair: 'inferred' })
  }
}
