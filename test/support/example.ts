import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** An example as a user starts it: a process of its own, from the sources, with no more environment than it is given. */
export function startExample(file: string, env: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const { PATH = '', SystemRoot = '' } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', `examples/${file}`, ...words], {
    env: { PATH, SystemRoot, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const finished = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code!, out, err }))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await finished
  })
  return {
    child,
    finished,
    /** Everything that it has printed, errors included. */
    said: () => out + err,
    /** Resolves to the match once its standard output has it. */
    async printed(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const match = pattern.exec(out)
        if (match) return match
        const ended = await Promise.race([once(child.stdout, 'data').then(() => null), finished])
        if (ended && !pattern.test(out)) throw new Error(`ended without ${String(pattern)}: ${ended.out}${ended.err}`)
      }
    },
  }
}
