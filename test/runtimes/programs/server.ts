/** Runs the checks in Node.js, Bun or Deno: `server.js <mock> <closed origin> <folder>`. Prints what they found as JSON. */
import { inspect } from 'node:util'
import process from 'node:process'
import { run } from '../check.js'
import { auth } from '../checks/auth.js'
import { calls, connections } from '../checks/calls.js'
import { events } from '../checks/events.js'
import { secrets } from '../checks/secrets.js'
import { signing } from '../checks/signing.js'
import { stores } from '../checks/stores.js'
import { control } from './control.js'

const [url, closedUrl, folder] = process.argv.slice(2) as [string, string, string]
const checks = { ...auth, ...calls, ...connections, ...events, ...secrets, ...signing, ...stores(folder) }
// The runtime's own as well: it is what console.log prints.
const native = globalThis as { Bun?: { inspect(value: unknown): string }; Deno?: { inspect(value: unknown): string } }
const place = {
  url,
  closedUrl,
  control,
  inspect: (value: unknown) =>
    [
      inspect(value, { depth: 10, showHidden: true, getters: true }),
      native.Bun?.inspect(value),
      native.Deno?.inspect(value),
    ].join('\n'),
}
console.log(JSON.stringify(await run(checks, place)))
