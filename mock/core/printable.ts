/** Characters that control a terminal: C0, DEL, C1, line separators, and marks that reorder text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Escapes a text for a terminal, so that it cannot forge lines or run escape sequences. Each control character becomes `\u001b` or the
 * like, which JSON reads as the same character.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  )
}

/** The same for a text with several lines, such as a stack. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/** Prints a defect of the mock. The text is escaped, because it may quote a request. */
export function printDefect(error: unknown): void {
  console.error(printableLines(error instanceof Error ? (error.stack ?? String(error)) : String(error)))
}
