import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { serve } from '../../mock/node/serve.js'
import { launchChromium } from '../support/chromium.js'
import type { Place } from './check.js'
import { control } from './programs/control.js'

/** What the checks found, by their names. */
export type Found = Readonly<Record<string, string>>
type Where = Pick<Place, 'url' | 'closedUrl'>

/** Milliseconds that a runtime has for all checks. */
const TIMEOUT = 150_000

/** Runs the program for servers. It ends by itself: what keeps a process alive fails it. */
export async function startServer(command: readonly string[], program: string, folder: string, where: Where) {
  const [file, ...words] = command as readonly [string, ...string[]]
  const args = [...words, program, where.url, where.closedUrl, folder]
  const { stdout } = await promisify(execFile)(file, args, { cwd: dirname(program), timeout: TIMEOUT })
  return JSON.parse(stdout) as Found
}

/** Runs the worker in workerd, on a free port, while `work` asks it. `ask` gives the JSON that a path is answered with. */
export async function withWorker<T>(
  workerd: string,
  program: string,
  where: Where,
  work: (ask: (path: string) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const config = join(dirname(program), 'workerd.capnp')
  writeFileSync(config, workerConfig(basename(program)))
  // The third stream says on which port it listens.
  const child = spawn(workerd, ['serve', config, '--control-fd=3'], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] })
  try {
    const lines = createInterface({ input: child.stdio[3] as Readable })
    const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(TIMEOUT) })) as [string]
    const { port } = JSON.parse(line) as { port: number }
    return await work(async (path) => {
      const url = `http://127.0.0.1:${port}${path}?${new URLSearchParams({ ...where })}`
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) })
      const text = await response.text()
      if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text}`)
      return JSON.parse(text)
    })
  } finally {
    child.kill()
  }
}

/** A worker that may call this machine. It has no API of Node.js: that needs a flag. */
const workerConfig = (module: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .checks),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const checks :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "${module}")],
  compatibilityDate = "2026-01-01",
);
`

/** A page of another origin than the mock's, as an application's is. */
export async function servePage(program: string) {
  return serve(({ url }) =>
    url.endsWith('.js')
      ? new Response(readFileSync(program), { headers: { 'content-type': 'text/javascript' } })
      : new Response('<!doctype html><title>Checks</title><script src="/checks.js"></script>', {
          headers: { 'content-type': 'text/html' },
        }),
  )
}

/** Runs the script in a page of Chromium. */
export async function startPage(pageUrl: string, where: Where): Promise<Found> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.exposeFunction('control', control)
    await page.goto(pageUrl)
    return await page.evaluate(`check(${JSON.stringify(where)})`)
  } finally {
    await browser.close()
  }
}
