import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** `onair` as a user starts it: a process of its own, from the sources. */
export function startCli(...words: readonly string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const finished = once(child, 'close').then(([code]: (number | null)[]): Finished => ({ code: code!, out, err }))
  return {
    child,
    finished,
    /** Resolves to everything printed so far, once it contains the text. */
    async printed(text: string): Promise<string> {
      while (!out.includes(text)) {
        const ended = await Promise.race([once(child.stdout, 'data').then(() => null), finished])
        if (ended && !out.includes(text)) throw new Error(`ended without "${text}": ${ended.out}${ended.err}`)
      }
      return out
    },
  }
}

/** Runs it to its end. */
export const runCli = (...words: readonly string[]): Promise<Finished> => startCli(...words).finished
