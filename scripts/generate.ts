/**
 * `npm run generate [-- --watch]` and `npm run generate:check`: this repository's specs through the same code as
 * `npx onair generate`.
 */
import { parseArgs } from 'node:util'
import { generate, watchSpecs } from '../src/cli/generate/index.js'

const { values } = parseArgs({ options: { check: { type: 'boolean' }, watch: { type: 'boolean' } } })
const folders = { specs: 'specs', out: 'generated', log: console.log }

try {
  if (values.watch) {
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort())
    process.once('SIGTERM', () => stop.abort())
    await watchSpecs({ ...folders, signal: stop.signal })
  } else {
    const { drift } = await generate({ ...folders, check: values.check })
    if (values.check && drift.length > 0) throw new Error('generated/ is not what the specs say. Run: npm run generate')
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
