/** A process that uses a token file. It takes commands over IPC, and answers them. */
import { appendFileSync } from 'node:fs'
import { fileStore } from '../../../src/store/file.js'

export type Order =
  | { readonly do: 'write'; readonly file: string; readonly name: string; readonly times: number }
  | { readonly do: 'enter'; readonly file: string; readonly log: string; readonly times: number }
  | { readonly do: 'hold'; readonly file: string }

process.on('message', (order: Order) => void obey(order).then((said) => process.send!(said)))
process.send!('ready')

async function obey(order: Order): Promise<string> {
  const store = fileStore(order.file)
  if (order.do === 'hold') {
    await store.lock('k', async () => {
      process.send!('held')
      await new Promise(() => setInterval(() => undefined, 1000))
    })
  } else if (order.do === 'enter') {
    for (let n = 0; n < order.times; n++) {
      await store.lock('k', async () => {
        appendFileSync(order.log, 'in ')
        await store.get('k')
        appendFileSync(order.log, 'out ')
      })
    }
  } else {
    for (let n = 0; n < order.times; n++) await store.set(`${order.name}${n}`, { n })
  }
  return 'done'
}
