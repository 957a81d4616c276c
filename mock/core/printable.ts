/** What a terminal obeys instead of showing it: control characters (C0, DEL, C1), line separators, marks that reorder text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A text that a terminal shows as it is: no line of it is forged, no escape sequence runs. Each such character becomes `\u001b` or the
 * like, which in JSON means the same character.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  )
}

/** The same for a text of several lines, such as a stack. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** Prints an error that is a defect of the mock. Its message may quote a request. */
export function printDefect(error: unknown): void {
  console.error(printableLines(error instanceof Error ? (error.stack ?? String(error)) : String(error)))
}
