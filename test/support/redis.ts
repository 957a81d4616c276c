import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from './free-port.js'

/** Whether this machine has Redis. Without it the suites that need it are skipped by name. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A real Redis for one test, without files, on a port of loopback. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Ends it as a crash does, with all its data. */
  kill(): Promise<void>
  /** Starts it again on the same port, empty. */
  start(): Promise<void>
  /** Stops it for a while, as on a machine that swaps. `resume` continues it. */
  pause(): void
  resume(): void
}

/** Starts `redis-server` with further arguments. End it with `kill()`. */
export async function startRedis(...words: string[]): Promise<RedisServer> {
  const port = await freePort()
  let child: ChildProcess
  const start = async () => {
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--loglevel',
      'notice',
    ]
    child = spawn('redis-server', [...options, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
    let log = ''
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`redis-server does not start: ${log}`)))
      child.stdout!.on('data', (part) => {
        log = (log + String(part)).slice(-10_000)
        if (log.includes('Ready to accept connections')) resolve()
      })
    })
  }
  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      const ended = once(child, 'exit')
      if (child.exitCode === null && child.kill('SIGKILL')) await ended
    },
  }
}
