import { OnAirError } from './on-air-error.js'
import { safeText } from './safe-text.js'

/** One entry of `errors` in a GraphQL answer (GraphQL, October 2021, section 7.1.2). */
export interface GraphQLComplaint {
  readonly message: string
  /** The path to the wrong field, by response keys and list indices. Absent if it is the request as a whole. */
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** A GraphQL server answered, and a root field or the whole request failed. */
export class GraphQLResponseError extends OnAirError {
  override readonly name = 'GraphQLResponseError'
  override readonly code = 'graphql'
  readonly provider: string
  /** The operation's name in the document. `query` or `mutation` without one. */
  readonly operation: string
  /** The server requires a signed-in user for this operation. */
  readonly isLoginRequired: boolean
  readonly #errors: readonly GraphQLComplaint[]

  constructor(options: {
    readonly provider: string
    readonly operation: string
    readonly errors: readonly GraphQLComplaint[]
    readonly isLoginRequired?: boolean
    /** Values that were sent and that the message must not quote. */
    readonly secrets?: readonly string[]
  }) {
    const { provider, operation, errors, isLoginRequired = false, secrets } = options
    const said = errors.slice(0, 5).map(({ message, path }) => `${message}${path ? ` (at ${path.join('.')})` : ''}`)
    const advice = isLoginRequired
      ? 'It needs the token of a user who has signed in and granted its scope.'
      : 'See `errors`. The other fields may be in `data`.'
    super(
      `${provider} did not complete ${operation}: ${safeText(said.join('; '), secrets) || 'it gave no reason'}. ${advice}`,
    )
    this.provider = provider
    this.operation = operation
    this.isLoginRequired = isLoginRequired
    this.#errors = errors
  }

  /** All entries as received. They may hold secrets (an echo of the request), so they are never printed. */
  get errors(): readonly GraphQLComplaint[] {
    return this.#errors
  }

  protected override details() {
    const { provider, operation, isLoginRequired } = this
    return { provider, operation, isLoginRequired }
  }
}
