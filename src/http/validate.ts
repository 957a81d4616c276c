import { DecodeError } from '../errors/index.js'
import { safeText, secretsIn } from '../errors/safe-text.js'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
type Outcome = { readonly issues?: readonly Issue[] | undefined }

/** The common interface of zod, valibot, arktype and others: https://standardschema.dev. */
export interface StandardSchema {
  readonly '~standard': {
    readonly validate: (value: unknown) => Outcome | Promise<Outcome>
  }
}

/** The schemas that validate answers. `onair/schemas/<provider>` has them. */
export interface Validation {
  /** The schema of a success of this operation with this status; undefined leaves it unchecked. */
  readonly response?: (operation: string, status: number) => StandardSchema | undefined
}

/** Checks `data` against `schema` without changing it. Throws a `DecodeError` that names the first place that differs. */
export async function validate(
  data: unknown,
  schema: StandardSchema,
  answer: { readonly provider: string; readonly operation: string; readonly status: number; readonly raw: string },
  secrets: readonly string[],
): Promise<void> {
  const { issues } = await schema['~standard'].validate(data)
  const [first] = issues ?? []
  if (!first) return
  const path = (first.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.')
  const { provider, operation, status, raw } = answer
  const where = `${provider}.${operation} succeeded with ${status}, but ${path || 'its body'} is not what the spec says`
  const message = `${where}: ${safeText(first.message, [...secrets, ...secretsIn(data)])}. The provider may have changed; leave out \`validate\` to accept it unchanged.`
  throw new DecodeError(message, { status, path, raw })
}
