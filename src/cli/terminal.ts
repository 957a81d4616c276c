import { createInterface } from 'node:readline'
import { styleText } from 'node:util'

/** What surrounds a command: where it prints, and what it is told. Tests give one of their own. */
export interface Terminal {
  /** Prints lines to the standard output. */
  print(text: string): void
  /** Prints lines to the standard error. */
  warn(text: string): void
  /** What is typed, line by line, until the signal aborts or the input ends. */
  lines(signal: AbortSignal): AsyncIterable<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether what is printed may have colours. */
  readonly hasColor: boolean
  /**
   * Aborts on Ctrl-C, on SIGTERM, and when no one reads the output any more. A second Ctrl-C ends the process at once. A command that
   * never looks at it is ended by the first.
   */
  readonly stop: AbortSignal
}

/** The terminal of this process. */
export function processTerminal({ env, stdin, stdout, stderr } = process): Terminal {
  const stopped = new AbortController()
  let isWatched = false
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader is gone, as `head` is after ten lines.
      if (error.code !== 'EPIPE') throw error
      stopped.abort()
    })
  }
  return {
    print: (text) => void stdout.write(`${text}\n`),
    warn: (text) => void stderr.write(`${text}\n`),
    lines: (signal) => createInterface({ input: stdin, signal }),
    env,
    hasColor: hasColor(env, stdout),
    get stop() {
      if (!isWatched) {
        isWatched = true
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
      }
      return stopped.signal
    },
  }
}

/** https://force-color.org and https://no-color.org; else as the terminal can. */
function hasColor({ FORCE_COLOR, NO_COLOR }: Terminal['env'], stdout: NodeJS.WriteStream): boolean {
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR)
  return !NO_COLOR && stdout.isTTY && stdout.hasColors()
}

/** Marks a text on a terminal with colours. What the text quotes must be printable. */
export const paint = (
  { hasColor }: Pick<Terminal, 'hasColor'>,
  format: Parameters<typeof styleText>[0],
  text: string,
): string => (hasColor ? styleText(format, text, { validateStream: false }) : text)
