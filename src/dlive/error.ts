import { OnAirError } from '../errors/index.js'
import { safeText } from '../errors/safe-text.js'

/** One refusal in a payload: the `err` of a field of the answer. */
export interface PayloadError {
  /** Response key of the field. */
  readonly field: string
  /** DLive's number. Absent if the document does not select it. No list of the numbers was ever published. */
  readonly code?: number
  readonly message: string
}

/**
 * DLive refused an operation in the payload of a mutation: HTTP 200, no `errors`, `err` not null. Your own documents must select `err {
 * code message }` for it. The texts of the codes are unknown.
 */
export class DLiveError extends OnAirError {
  override readonly name = 'DLiveError'
  override readonly code = 'dlive'
  /** The operation's name in the document. `mutation` without one. */
  readonly operation: string
  /** Response key of the first field that was refused. */
  readonly field: string
  /** DLive's number for it, as open as {@link PayloadError.code}. 6021: has not followed for long enough to chat. */
  readonly errorCode?: number
  readonly #refusals: readonly PayloadError[]

  constructor(
    operation: string,
    refusals: readonly [PayloadError, ...PayloadError[]],
    secrets: readonly string[] = [],
  ) {
    const said = refusals.map(
      ({ field, code, message }) => `${field}: ${safeText(message, secrets)} (${code ?? 'no code'})`,
    )
    super(
      `DLive refused ${operation}: ${said.join('; ')}. Correct what it names; fields that are not listed were done.`,
    )
    this.operation = operation
    this.#refusals = refusals
    this.field = refusals[0].field
    this.errorCode = refusals[0].code
  }

  /** All refusals. Of several mutations in one document, some may have succeeded. Their texts are never printed whole. */
  get refusals(): readonly PayloadError[] {
    return this.#refusals
  }

  protected override details() {
    const { operation, field, errorCode } = this
    return { operation, field, errorCode }
  }
}

/** The refusals in the payloads of an operation's data as an error. Undefined without any. */
export function payloadError(
  data: Readonly<Record<string, unknown>>,
  operation: string,
  secrets: readonly string[] = [],
): DLiveError | undefined {
  const [first, ...rest] = Object.entries(data).flatMap(([field, payload]) => {
    const err = (payload as { err?: unknown } | null)?.err
    if (typeof err !== 'object' || err === null) return []
    const { code, message } = err as { code?: unknown; message?: unknown }
    return {
      field,
      code: typeof code === 'number' ? code : undefined,
      message: typeof message === 'string' ? message : 'no message',
    }
  })
  return first && new DLiveError(operation, [first, ...rest], secrets)
}
