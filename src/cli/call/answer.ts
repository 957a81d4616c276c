import { writeFile } from 'node:fs/promises'
import { printable, printableLines } from '../../../mock/core/printable.js'
import { quoted } from '../../../mock/core/quoted.js'
import { redact } from '../../errors/safe-text.js'
import { secretsOf, type AnyResult } from '../../http/result.js'
import { RefusedError } from '../command.js'
import type { Terminal } from '../terminal.js'

/** What a GraphQL answer says beside its data. */
interface Warned {
  readonly warnings?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[]
}

interface Printing {
  /** Also prints the status and the headers. */
  readonly isIncluded: boolean
  /** The data is in a file. */
  readonly isSaved: boolean
}

/** Prints the data of a success to the standard output, and everything else to the standard error. */
export function printAnswer(result: AnyResult & Warned, { isIncluded, isSaved }: Printing, terminal: Terminal): void {
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
  if (!ok || data === undefined || isSaved) return
  if (data instanceof Blob)
    terminal.warn(
      printable(`onair: the answer has ${data.size} bytes of ${data.type}. -o <file> writes them to a file.`),
    )
  else terminal.print(printableLines(textOf(data)))
}

/** Writes the data of an answer to a file. Throws a `RefusedError` if it cannot be written. */
export async function saveAnswer(data: unknown, file: string): Promise<void> {
  const content = data instanceof Blob ? Buffer.from(await data.arrayBuffer()) : data === undefined ? '' : textOf(data)
  try {
    await writeFile(file, content)
  } catch (error) {
    throw new RefusedError(
      `The answer cannot be written to ${quoted(file)} (${(error as NodeJS.ErrnoException).code}).`,
    )
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
