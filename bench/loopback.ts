import { Child, childFile } from './child.js'
import { compare, type Figure } from './rounds.js'
import { startServers } from './servers.js'

/** What a child tells of its calls, each in microseconds. */
interface Told {
  /** Median time of a call. */
  readonly p50: number
  /** Time by calls made. */
  readonly wall: number
  /** CPU time by calls made. */
  readonly cpu: number
}

interface Way {
  readonly way: string
  readonly name: string
  readonly aim?: number
}

const floor: Way = { way: 'fetch', name: 'fetch(url, init)' }

/** Median time of a call, one after the other. */
export const loopbackTime = (rounds: number): Promise<Figure[]> =>
  overLoopback('p50', 1, [floor, { way: 'onair', name: 'onair', aim: 1.07 }], rounds)

/** Time by calls made, 16 at once: the inverse of calls a second. */
export const loopbackThroughput = (rounds: number): Promise<Figure[]> =>
  overLoopback('wall', 16, throughputWays(1 / 3), rounds)

/** CPU time of the process that calls, 16 at once. */
export const loopbackCpu = (rounds: number): Promise<Figure[]> => overLoopback('cpu', 16, throughputWays(0.55), rounds)

const throughputWays = (aim: number): Way[] => [
  floor,
  { way: 'onair', name: 'onair' },
  { way: 'onair-undici', name: 'onair, undici Agent', aim },
  { way: 'undici', name: 'undici.request' },
]

/** The calls of a client in a process of its own, to a bare server in another. */
async function overLoopback(
  figure: keyof Told,
  atOnce: number,
  ways: readonly Way[],
  rounds: number,
): Promise<Figure[]> {
  const { servers, end } = await startServers()
  const question = JSON.stringify(servers[0]!.channel)
  const children = ways.map(({ way }) => new Child(childFile('loopback-call'), [way, question]))
  try {
    await Promise.all(children.map((child) => child.hear()))
    return await compare(
      ways.map(({ name, aim }, i) => ({
        name,
        ...(aim !== undefined && { aim }),
        measure: async () => (await children[i]!.ask<Told>({ count: 1000, atOnce }))[figure],
      })),
      rounds,
    )
  } finally {
    await Promise.all(children.map((child) => child.end()))
    await end()
  }
}
