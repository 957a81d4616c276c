import { parseArgs } from 'node:util'
import { clientCall } from './client-call.js'
import { coldImport } from './cold-import.js'
import { coldStart } from './cold-start.js'
import { eventCost, eventMemory, type Growth } from './events.js'
import { generation } from './generate.js'
import { inProcess } from './in-process.js'
import { loopbackCpu, loopbackThroughput, loopbackTime } from './loopback.js'
import { mockGet, mockToken } from './mock-requests.js'
import { figuresTable, growthTable, sizesTable, table, type Table } from './print.js'
import { overRedis } from './redis.js'
import { refreshBursts } from './refresh.js'
import type { Figure } from './rounds.js'
import { sharedTokens } from './shared-tokens.js'
import { bundleSizes, importTime, sizes, type Size } from './size.js'
import { warmTokens } from './warm-tokens.js'

/** The benchmarks. `cost` says what the ratios compare. */
const benchmarks = {
  get: { cost: 'CPU time a GET with a bearer', run: mockGet },
  token: { cost: 'CPU time a token request', run: mockToken },
  inproc: { cost: 'CPU time a request in process, and time to the first answers', run: inProcess },
  start: { cost: 'time from spawn to the first 200', run: coldStart },
  client: { cost: 'CPU time a call on a warm token', run: clientCall },
  loopback: { cost: 'median time of a call over loopback', run: loopbackTime },
  throughput: { cost: 'time by calls made over loopback, 16 at once', run: loopbackThroughput },
  transport: { cost: 'CPU time a call over loopback, 16 at once', run: loopbackCpu },
  import: { cost: 'time to import', run: importTime },
  cold: { cost: 'time of a process that imports and ends', run: coldImport },
  generate: { cost: 'time of a process', run: generation },
  events: { cost: 'CPU time an event over a socket', run: eventCost },
} as const

const names = [...Object.keys(benchmarks), 'refresh', 'memory', 'size']

const help = `Measures the built package against peers that do the same work.

Usage: npm run bench -- [options]

Options:
  --only <name>   Only this one; may be given several times. There are: ${names.join(', ')}
  --rounds <n>    Rounds, every side once in each. Default: 15
  --json          Print one JSON object.
  --help          This text.

Each figure is the median over the rounds of a side's cost by that of the floor (the first line) in the same round, with the
middle half of the rounds behind it. bench/README.md says what each side does.
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: names },
    rounds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const unknown = values.only.find((name) => !names.includes(name))

if (values.help) console.log(help)
else if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 1 || rounds > 1000) {
  console.error(
    unknown === undefined ? '--rounds is a whole number from 1 to 1000.' : `There is no '${unknown}'.\n\n${help}`,
  )
  process.exitCode = 2
} else await measure()

/** Everything about tokens that expire. A burst takes a second a side, so it has fewer rounds. */
async function refresh(): Promise<Table[]> {
  const bursts = await refreshBursts(Math.ceil(rounds / 3))
  return [...bursts, await sharedTokens(), await warmTokens(rounds), ...(await overRedis(rounds))]
}

async function measure(): Promise<void> {
  const results: Record<string, Figure[] | Growth[] | Size[] | Table[]> = {}
  for (const name of values.only) {
    if (name === 'size') {
      const measured = (results[name] = [...(await sizes()), ...(await bundleSizes())])
      if (!values.json) console.log(sizesTable(measured))
      continue
    }
    if (name === 'refresh') {
      const tables = (results[name] = await refresh())
      if (!values.json) console.log(tables.map(table).join('\n'))
      continue
    }
    if (name === 'memory') {
      const grown = (results[name] = await eventMemory())
      if (!values.json) console.log(growthTable(grown))
      continue
    }
    const { cost, run } = benchmarks[name as keyof typeof benchmarks]
    const figures = (results[name] = await run(rounds))
    if (!values.json) console.log(figuresTable(`${name}: ${cost}`, figures))
  }
  if (values.json) console.log(JSON.stringify({ node: process.version, rounds, results }))
}
