import { once } from 'node:events'
import { openRedisStore } from '../../src/redis/store.js'
import { libraries } from './clients.js'

/**
 * A process that takes the lock of `k` and holds it: `holder.ts <library> <url> <lease>`. It prints `held`. On the first input it writes
 * the record that it has read under the lock, and prints whether the write succeeded.
 */
const [library = '', url = '', lease] = process.argv.slice(2)
const { client, close } = await libraries[library]!(url)
const store = openRedisStore(client, { prefix: 'onair:', lease: Number(lease), patience: 10_000 })

await store.lock('k', async () => {
  const read = await store.get('k')
  console.log('held')
  await once(process.stdin, 'data')
  console.log(`written: ${await store.set('k', { by: 'holder' }, { ifVersion: read?.version ?? 0 })}`)
})
process.stdin.destroy()
close()
