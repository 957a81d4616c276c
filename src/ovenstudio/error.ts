import { ApiError, type Refusal } from '../errors/index.js'

/**
 * Why OvenStudio refused.
 *
 * - `tls_port_mismatch`: plain HTTP went to a port that speaks TLS; the proxy's page, not the API's answer.
 * - `signing_disabled`: Signed URL is off, or CloudFront is not linked.
 * - `invalid_field`: `field` of the error says which. Documented for `stream_name`, inferred for the dates.
 * - `unauthorized`, `not_found`, `server`: 401, 404 and 5xx, all inferred: the reference for them could not be read.
 * - `unknown`: anything else.
 */
export type OvenStudioErrorKind =
  | 'tls_port_mismatch'
  | 'signing_disabled'
  | 'invalid_field'
  | 'unauthorized'
  | 'not_found'
  | 'server'
  | 'unknown'

/** The option of `createSignedUrl` behind a field of the body. */
const OPTIONS: Readonly<Record<string, string>> = {
  stream_name: 'stream',
  date_less_than: 'until',
  date_greater_than: 'from',
}

const ADVICE: Readonly<Record<Exclude<OvenStudioErrorKind, 'invalid_field'>, string>> = {
  tls_port_mismatch:
    'Plain HTTP was sent to a port that speaks TLS: leave out plainHttp, or give the port of plain HTTP as the option "port".',
  signing_disabled:
    'Link CloudFront and switch Signed URL on in the OvenStudio console, under Settings > AWS CloudFront.',
  unauthorized:
    'The access token is missing or wrong, or was renewed or deleted in the console: generate another under Settings > REST API > Tokens and use that.',
  not_found: 'There is no stream of this name, or no such API at this host and port (it came with 0.9.2): check them.',
  server: 'The machine, its key or AWS failed: try later, and check Settings > AWS CloudFront in the console.',
  unknown: 'Check host and port; see the status and `body` of this error.',
}

/**
 * OvenStudio refused to sign. The reason is found by the vendor's texts: under `message` (the key is inferred), as plain text, or in the
 * HTML of the proxy.
 */
export class OvenStudioError extends ApiError {
  override readonly name = 'OvenStudioError'
  override readonly code = 'ovenstudio'
  readonly kind: OvenStudioErrorKind
  /** The field of the body that is at fault (`stream_name`, `date_less_than`, …), with `invalid_field`. */
  readonly field?: string

  constructor(refusal: Refusal) {
    const { kind, field } = read(refusal)
    super(refusal, kind === 'invalid_field' ? adviceOn(field) : ADVICE[kind])
    this.kind = kind
    this.field = field
  }

  protected override details() {
    return { ...super.details(), kind: this.kind, field: this.field }
  }
}

type Reading =
  | { readonly kind: 'invalid_field'; readonly field: string }
  | { readonly kind: Exclude<OvenStudioErrorKind, 'invalid_field'>; readonly field?: undefined }

function read({ status, body }: Refusal): Reading {
  const text = textOf(body)
  // The proxy's own wording leaves out "the".
  if (/plain HTTP request was sent to (the )?HTTPS port/i.test(text)) return { kind: 'tls_port_mismatch' }
  if (status === 400) {
    if (/^AWS Signed URL is not enabled/i.test(text)) return { kind: 'signing_disabled' }
    const field = /^Invalid value: (\w{1,64})/.exec(text)?.[1]
    if (field) return { kind: 'invalid_field', field }
  }
  if (status === 401) return { kind: 'unauthorized' }
  if (status === 404) return { kind: 'not_found' }
  return { kind: status >= 500 ? 'server' : 'unknown' }
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body.trim()
  const message = (body as { readonly message?: unknown } | null | undefined)?.message
  return typeof message === 'string' ? message.trim() : ''
}

function adviceOn(field: string): string {
  const option = OPTIONS[field]
  return option ? `Correct the option "${option}" (${field}).` : `Correct ${field}.`
}
