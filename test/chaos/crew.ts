import { build } from 'esbuild'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Order, Outcome, Report, Step } from './messages.js'

/** The longest time for any step, in milliseconds. The lock of a dead process is free much earlier. */
const PATIENCE = 45_000

let bundle: Promise<string> | undefined

/** The child's file, bundled once, so that it starts in a third of the time. It is in a folder from which its packages resolve. */
const childFile = () =>
  (bundle ??= (async () => {
    const folder = 'node_modules/.cache/onair'
    const file = `${folder}/chaos-child.mjs`
    const { outputFiles } = await build({
      entryPoints: ['test/chaos/child.ts'],
      write: false,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    })
    await mkdir(folder, { recursive: true })
    // A rename is atomic: another worker may start a child meanwhile.
    await writeFile(`${file}.${process.pid}`, outputFiles[0]!.text)
    await rename(`${file}.${process.pid}`, file)
    return file
  })())

/** The result of `work`, or an error that says what did not arrive. */
export async function inTime<T>(what: string, work: Promise<T>, patience = PATIENCE): Promise<T> {
  const over = new AbortController()
  const late = wait(patience, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${what} took longer than ${patience / 1000} s.`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}

/** A child process. */
export class Member {
  readonly #process: ChildProcess
  readonly #exited: Promise<unknown>
  #done: ((outcomes: readonly Outcome[]) => void) | undefined
  /** Called when it waits at a step. */
  onHeld: (step: Step) => void = () => this.order({ do: 'go' })

  private constructor(child: ChildProcess, onStored: (refreshToken: string, at: number) => void) {
    this.#process = child
    this.#exited = once(child, 'exit')
    child.on('message', (report: Report) => {
      if (report.is === 'held') this.onHeld(report.step)
      else if (report.is === 'stored') onStored(report.refreshToken, report.at)
      else if (report.is === 'done') this.#done?.(report.outcomes)
    })
    // A killed process takes no commands.
    child.on('error', () => undefined)
  }

  static async start(args: readonly string[], onStored: (refreshToken: string, at: number) => void): Promise<Member> {
    const child = fork(await childFile(), args, {
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const member = new Member(child, onStored)
    await inTime('The start of a process', Promise.race([once(child, 'message'), member.#diedEarly()]))
    return member
  }

  async #diedEarly(): Promise<never> {
    await this.#exited
    throw new Error('A process ended before it was ready.')
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null
  }

  order(order: Order): void {
    if (this.#process.connected) this.#process.send(order, () => undefined)
  }

  /** How the calls ended. Empty if the process was killed meanwhile. */
  async call(accounts: readonly string[], times: number): Promise<readonly Outcome[]> {
    const done = new Promise<readonly Outcome[]>((resolve) => (this.#done = resolve))
    this.order({ do: 'call', accounts, times })
    return inTime('The calls of a process', Promise.race([done, this.#exited.then(() => [])]))
  }

  /** Kills it, as in a crash. */
  async kill(): Promise<void> {
    if (this.#process.kill('SIGKILL')) await inTime('The end of a process', this.#exited)
  }

  /** Stops it for a while, as on a machine that swaps. */
  async stop(ms: number): Promise<void> {
    this.#process.kill('SIGSTOP')
    await wait(ms)
    this.#process.kill('SIGCONT')
  }
}
