import { printable, printableLines } from '../../../mock/core/printable.js'
import { redact } from '../../errors/safe-text.js'
import { secretsOf, type AnyResult } from '../../http/result.js'
import type { Terminal } from '../terminal.js'

/** What a GraphQL answer says beside its data. */
interface Warned {
  readonly warnings?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[]
}

/** Prints the data of a success to the standard output, and everything else to the standard error. */
export function printAnswer(result: AnyResult & Warned, isIncluded: boolean, terminal: Terminal): void {
  const { ok, status, data, error, response, warnings = [] } = result
  if (isIncluded) {
    terminal.warn(`${status} ${printable(response.statusText)}`.trim())
    // A cookie is a secret.
    for (const [name, value] of response.headers)
      terminal.warn(printable(`${name}: ${name === 'set-cookie' ? '[redacted]' : value}`))
    // It may repeat what was sent.
    if (!ok && error !== undefined && !(error instanceof Error))
      terminal.warn(printableLines(redact(textOf(error), secretsOf(response))))
  }
  for (const { message, path = [] } of warnings)
    terminal.warn(printable(`warning: ${message}${path.length > 0 ? ` (at ${path.join('.')})` : ''}`))
  if (ok && data !== undefined) terminal.print(printableLines(textOf(data)))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
