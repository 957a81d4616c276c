/** Imports the given modules and reports how many files that loaded, and their bytes. */
import { register } from 'node:module'
import { MessageChannel } from 'node:worker_threads'

const { port1, port2 } = new MessageChannel()
register('./count-hooks.mjs', { parentURL: import.meta.url, data: { port: port2 }, transferList: [port2] })
for (const specifier of process.argv.slice(2)) await import(specifier)
port1.once('message', (counted) => process.send(counted))
port1.postMessage('how much')
