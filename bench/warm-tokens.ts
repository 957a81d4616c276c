import { Child, childFile } from './child.js'
import type { Table } from './print.js'
import { quantile } from './rounds.js'

const ways = [
  { way: 'reference', name: 'by hand, a mutex' },
  { way: 'onair', name: 'onair' },
  { way: 'google', name: 'google-auth-library' },
  { way: 'badgateway', name: '@badgateway/oauth2-client' },
  { way: 'twurple', name: '@twurple/auth' },
] as const

const times = 200_000
const accounts = 100_000

/** The cost of a token that needs no refresh, and the memory for the tokens of 100,000 accounts. Absolute, like the aims. */
export async function warmTokens(rounds: number): Promise<Table> {
  const children = ways.map(({ way, name }) => ({
    name,
    child: new Child(childFile('warm-tokens'), [way]),
    nanoseconds: [] as number[],
  }))
  try {
    await Promise.all(children.map(({ child }) => child.hear()))
    for (let round = 0; round < rounds; round++) {
      for (const { child, nanoseconds } of children) nanoseconds.push((await child.ask<{ ns: number }>({ times })).ns)
    }
    const rows = []
    for (const { name, child, nanoseconds } of children) {
      const { bytes } = await child.ask<{ bytes: number }>({ accounts })
      rows.push({ name, cells: [quantile(nanoseconds, 0.5).toFixed(0), (bytes / 1e6).toFixed(0)] })
    }
    return { title: 'refresh: a warm token, and 100,000 accounts after one token each', columns: ['ns', 'MB'], rows }
  } finally {
    await Promise.all(children.map(({ child }) => child.end()))
  }
}
