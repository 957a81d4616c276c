import { createInterface } from 'node:readline'
import { styleText } from 'node:util'

/** The environment of a command: its output and its input. Tests pass their own. */
export interface Terminal {
  /** Prints lines to the standard output. */
  print(text: string): void
  /** Prints lines to the standard error. */
  warn(text: string): void
  /** Typed lines, until the signal aborts or the input ends. */
  lines(signal: AbortSignal): AsyncIterable<string>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether the output can have colors. */
  readonly hasColor: boolean
  /** Whether a person sees the standard error. Default: no. */
  readonly isInteractive?: boolean
  /**
   * Aborts on Ctrl-C, on SIGTERM, and when the reader of the output is gone. A second Ctrl-C ends the process at once. The first one ends a
   * command that never reads the signal.
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
    isInteractive: stderr.isTTY,
    get stop() {
      if (!isWatched) {
        isWatched = true
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort())
      }
      return stopped.signal
    },
  }
}

/** https://force-color.org and https://no-color.org; otherwise by the terminal's abilities. */
function hasColor({ FORCE_COLOR, NO_COLOR }: Terminal['env'], stdout: NodeJS.WriteStream): boolean {
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR)
  return !NO_COLOR && stdout.isTTY && stdout.hasColors()
}

/** Colors a text on a terminal. Quoted values in it must be printable. */
export const paint = (
  { hasColor }: Pick<Terminal, 'hasColor'>,
  format: Parameters<typeof styleText>[0],
  text: string,
): string => (hasColor ? styleText(format, text, { validateStream: false }) : text)
