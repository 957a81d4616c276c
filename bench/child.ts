import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The path of a child process of these benchmarks. */
export const childFile = (name: string): string => fileURLToPath(new URL(`children/${name}.mjs`, import.meta.url))

/** A process that is measured. It ends when this process ends. */
export class Child {
  readonly #process: ChildProcess

  /** Starts `file` with plain node, without the loader that runs the benchmarks. */
  constructor(file: string, args: readonly string[] = []) {
    this.#process = fork(file, args, {
      execArgv: ['--import', childFile('measured')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
  }

  /** The next message of the child. Throws if the child ends first. */
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

  /** Sends a message and returns the answer. */
  async ask<T>(question: unknown): Promise<T> {
    const answer = this.hear<T>()
    this.#process.send(question as string)
    return answer
  }

  /** Sends a message that has no answer. */
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
