import { FieldError } from './field-error.js'

/** The caller, as far as a schema's rules are about them. */
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

/** What a field needs of its caller: a user, and the scope if there is one. */
export interface Access {
  readonly scope?: string
  /** No known scope covers the field. */
  readonly unlisted?: true
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
  if (scope !== undefined && !viewer.scopes.includes(scope)) {
    throw new FieldError(texts.missingScope(scope), { onair: 'inferred' })
  }
}
