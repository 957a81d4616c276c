import { FieldError } from './field-error.js'

/** The caller, for the access rules of a schema. */
export interface Viewer {
  /** False for a token of the application itself. */
  readonly isUser: boolean
  readonly scopes: readonly string[]
}

/** The texts by which a provider refuses a field. */
export interface AccessTexts {
  /** The call has no user. */
  readonly loginRequired: string
  readonly missingScope: (scope: string) => string
  /** No scope covers the field. */
  readonly unlisted: string
}

/** The access rule of a field: it needs a user, and a scope if there is one. */
export interface Access {
  readonly scope?: string
  /** No known scope covers the field. */
  readonly unlisted?: true
}

/** Throws a `FieldError` if the viewer may not read the field. Checks the user first, then the scope (order inferred). */
export function requireAccess(
  { scope, unlisted }: Access,
  viewer: Viewer | null,
  texts: AccessTexts,
  allowUnlisted: boolean,
): void {
  if (!viewer?.isUser) throw new FieldError(texts.loginRequired)
  if (unlisted && !allowUnlisted) throw new FieldError(texts.unlisted, { onair: 'inferred' })
  if (scope !== undefined && !viewer.scopes.includes(scope)) {
    throw new FieldError(texts.missingScope(scope), { onair: 'inferred' })
  }
}
