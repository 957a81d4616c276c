import { onTestFinished } from 'vitest'
import { run } from '../../src/cli/run.js'
import type { Finished } from './run-cli.js'

interface Surroundings {
  /** The standard input. */
  readonly lines?: AsyncIterable<string>
  readonly env?: Readonly<Record<string, string>>
  readonly hasColor?: boolean
}

async function* noLines(): AsyncIterable<string> {}

/** `onair` in this process. It is stopped at the end of the test at the latest. */
export function startHere(
  words: readonly string[],
  { lines = noLines(), env = {}, hasColor = false }: Surroundings = {},
) {
  const stopped = new AbortController()
  let [out, err] = ['', '']
  let isOver = false
  let wake = () => {}
  const finished = run(words, {
    print: (text) => {
      out += `${text}\n`
      wake()
    },
    warn: (text) => {
      err += `${text}\n`
      wake()
    },
    lines: () => lines,
    env,
    hasColor,
    stop: stopped.signal,
  }).then((code): Finished => {
    isOver = true
    wake()
    return { code, out, err }
  })
  const seen = async (read: () => string, text: string): Promise<string> => {
    while (!read().includes(text)) {
      if (isOver) throw new Error(`ended without "${text}": ${out}${err}`)
      await new Promise<void>((resolve) => (wake = resolve))
    }
    return read()
  }
  const stop = () => {
    stopped.abort()
    return finished
  }
  onTestFinished(async () => void (await stop()))
  return {
    finished,
    /** Ends it as Ctrl-C does. */
    stop,
    /** Resolves to everything printed so far, once it contains the text. */
    printed: (text: string): Promise<string> => seen(() => out, text),
    /** The same for standard error. */
    warned: (text: string): Promise<string> => seen(() => err, text),
  }
}

/** Runs it to its end. */
export const runHere = (words: readonly string[], surroundings?: Surroundings): Promise<Finished> =>
  startHere(words, surroundings).finished

/** A mock that `onair mock` serves in this process, and its address. */
export async function serveHere(...words: readonly string[]) {
  const serving = startHere(['mock', '--port', '0', '--json', ...words])
  const line = (await serving.printed('\n')).split('\n')[0]!
  const { url, providers, ...rest } = JSON.parse(line) as {
    url: string
    providers: { provider: string; credentials: Record<string, string>; consentPage?: string }[]
  } & Record<string, unknown>
  return { ...serving, url, providers, rest }
}
