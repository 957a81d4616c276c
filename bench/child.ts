import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The file of a child of these benchmarks. */
export const childFile = (name: string): string => fileURLToPath(new URL(`children/${name}.mjs`, import.meta.url))

/** A process to be measured. It ends with this one, whatever happens. */
export class Child {
  readonly #process: ChildProcess

  /** Starts `file` with plain node, without the loader that runs the benchmarks themselves. */
  constructor(file: string, args: readonly string[] = []) {
    this.#process = fork(file, args, {
      execArgv: ['--import', childFile('measured')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  /** The next thing it says. Throws when it ends instead. */
  async hear<T>(): Promise<T> {
    const over = new AbortController()
    try {
      const ended = once(this.#process, 'exit', over).then(([code]) => {
        throw new Error(`A measured process ended with ${String(code)}.`)
      })
      const [said] = await Promise.race([once(this.#process, 'message', over), ended])
      return said as T
    } finally {
      over.abort()
    }
  }

  /** Says something and gives what comes back. */
  async ask<T>(question: unknown): Promise<T> {
    const answer = this.hear<T>()
    this.#process.send(question as string)
    return answer
  }

  /** Says something that is not answered. */
  tell(what: unknown): void {
    this.#process.send(what as string)
  }

  /** CPU time so far, in microseconds. */
  async cpu(): Promise<number> {
    return (await this.ask<{ cpu: number }>('cpu')).cpu
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }
}
