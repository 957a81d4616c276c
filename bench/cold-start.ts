import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { childFile } from './child.js'
import { ask } from './load.js'
import { freePort } from './prism.js'
import { compare, type Figure } from './rounds.js'
import { spawned } from './spawned.js'

const cli = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url))

/**
 * Time from spawn to the first 200 of `onair mock`, compared with a node:http server of eight lines and with a node process that does
 * nothing.
 */
export function coldStart(rounds: number): Promise<Figure[]> {
  return compare(
    [
      { name: 'node:http', measure: () => untilFirst200((port) => [childFile('health-server'), port], '/') },
      {
        name: 'onair mock',
        measure: () => untilFirst200((port) => [cli, 'mock', '--port', port], '/_mock/health'),
        aim: 1.6,
      },
      {
        name: 'its first log-in page',
        measure: () => untilFirst200((port) => [cli, 'mock', '--port', port], '/kollus-live/console/login'),
      },
      { name: 'node -e 0, to its end', measure: () => spawned(['-e', '0']) },
    ],
    rounds,
  )
}

/** Milliseconds. It polls every millisecond: a port without a listener refuses at once. */
async function untilFirst200(words: (port: string) => string[], path: string): Promise<number> {
  const port = await freePort()
  const since = performance.now()
  const child = spawn(process.execPath, words(String(port)), { stdio: ['ignore', 'ignore', 'inherit'] })
  try {
    for (;;) {
      const answer = await ask({ port, method: 'GET', path, headers: {} }).catch(() => null)
      const took = performance.now() - since
      if (answer?.status === 200) return took
      if (answer || child.exitCode !== null || took > 10_000)
        throw new Error(`No 200 came from: ${words('0').join(' ')}`)
      await new Promise((wake) => setTimeout(wake, 1))
    }
  } finally {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGKILL')) await ended
  }
}
