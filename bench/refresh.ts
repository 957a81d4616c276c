import { Child, childFile } from './child.js'
import { compare, quantile, type Side } from './rounds.js'
import type { Table } from './print.js'

/** The clients that hold tokens. The first is the floor. */
const ways = [
  { way: 'reference', name: 'by hand, a mutex' },
  { way: 'onair', name: 'onair, its tokens', aim: 1.1 },
  { way: 'onair-client', name: 'onair, tokens and client' },
  { way: 'google', name: 'google-auth-library' },
  { way: 'badgateway', name: '@badgateway/oauth2-client' },
  { way: 'twurple', name: '@twurple/auth' },
] as const

/** What a child reports about its calls. */
export interface Burst {
  readonly ms: number
  readonly failed: number
}

/** What the server reports. */
export interface Counts {
  readonly accepted: number
  readonly refused: number
  readonly alive: number
}

/** Tokens of a grant. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

const HOUR = 3_600_000
const calls = 1000

/** A thousand calls at once with an expired token: once with a known expiry, and once discovered by a 401 that may come late. */
export async function refreshBursts(rounds: number): Promise<Table[]> {
  return [
    await bursts('1,000 calls at once on an expired token', -HOUR, rounds),
    await bursts('1,000 calls at once on a refused token, some 401s late', HOUR, rounds),
  ]
}

async function bursts(title: string, left: number, rounds: number): Promise<Table> {
  const server = new Child(childFile('token-server'))
  const children = [server]
  try {
    const { port } = await server.hear<{ port: number }>()
    const sides: Side[] = []
    const seen = ways.map(() => ({ accepted: [] as number[], failed: [] as number[] }))
    for (const [index, { way, name, ...aims }] of ways.entries()) {
      const child = new Child(childFile('refresh'), [way, String(port)])
      children.push(child)
      await child.hear()
      const measure = async () => {
        const granted = await server.ask<Tokens>('grant')
        const { ms, failed } = await child.ask<Burst>({ tokens: { ...granted, expiresAt: Date.now() + left }, calls })
        const { accepted } = await server.ask<Counts>('counts')
        seen[index]!.accepted.push(accepted)
        seen[index]!.failed.push(failed)
        return ms
      }
      sides.push({ name, measure, ...aims })
    }
    const figures = await compare(sides, rounds)
    const most = (values: readonly number[]) => String(Math.max(...values))
    return {
      title: `refresh: ${title}`,
      columns: ['time', 'middle half', 'refreshes', 'failed', 'aim'],
      rows: figures.map(({ name, ratio, quartiles, aim }, index) => ({
        name,
        cells: [
          ratio.toFixed(2),
          index === 0 ? '' : quartiles.map((one) => one.toFixed(2)).join('-'),
          spread(seen[index]!.accepted),
          most(seen[index]!.failed),
          aim === undefined ? '' : `${aim}: ${ratio <= aim ? 'met' : 'missed'}`,
        ],
      })),
    }
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}

/** The median, and the maximum where it differs. */
function spread(values: readonly number[]): string {
  const [middle, most] = [quantile(values, 0.5), Math.max(...values)]
  return middle === most ? String(most) : `${middle}, up to ${most}`
}
