import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Milliseconds from the start of a Node.js process to its end. Throws if it fails. */
export async function spawned(words: readonly string[], cwd?: string): Promise<number> {
  const since = performance.now()
  const child = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code}.`)
  return performance.now() - since
}
