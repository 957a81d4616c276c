import { Child, childFile } from './child.js'
import { compare, type Figure } from './rounds.js'

const ways: readonly { readonly way: string; readonly name: string; readonly aim?: number }[] = [
  { way: 'ws', name: 'ws and JSON.parse' },
  // Seven tenths of the events in one second.
  { way: 'onair', name: 'dlive.events', aim: 1 / 0.7 },
  { way: 'ws-iterated', name: 'ws, iterated with events.on' },
]

/** A receiver that has subscribed, and the path of its connection. */
interface Receiver<T> {
  readonly child: Child
  readonly told: { readonly path: string } & T
}

/**
 * CPU time of an event that a client receives over a socket, compared with `ws` and `JSON.parse` on the same frames. The server sends
 * faster than any of them reads.
 */
export async function eventCost(rounds: number): Promise<Figure[]> {
  return withReceivers(
    ways.map(({ way }) => way),
    (receivers, send) => {
      const events = 50_000
      return compare(
        ways.map(({ name, aim }, i) => ({
          name,
          ...(aim !== undefined && { aim }),
          async measure() {
            const { child, told } = receivers[i]!
            await child.ask(events)
            const received = child.hear<{ cpu: number }>()
            await send(told.path, events)
            return (await received).cpu / events
          },
        })),
        rounds,
      )
    },
  )
}

/** The size of a client's heap over a million events. */
export interface Growth {
  readonly name: string
  readonly events: number
  /** Bytes in use after a garbage collection: at the start, and after equal parts of the events. */
  readonly heaps: readonly number[]
  /** Events that were dropped because the client did not read them. */
  readonly dropped: number
}

/** The heap of a client that reads every event, and of one that reads none. */
export async function eventMemory(): Promise<Growth[]> {
  const events = 1_000_000
  const times = 10
  return withReceivers<Growth[], { heapUsed: number }>(['onair', 'onair-unread'], async ([reader, idler], send) => {
    await reader!.child.ask({ every: events / times, times })
    const read = reader!.child.hear<{ heaps: number[] }>()
    await send(reader!.told.path, events)
    const { heaps } = await read
    await send(idler!.told.path, events)
    const end = await idler!.child.ask<{ heapUsed: number; dropped: number }>('read')
    return [
      { name: 'each event read', events, heaps, dropped: 0 },
      { name: 'none read', events, heaps: [idler!.told.heapUsed, end.heapUsed], dropped: end.dropped },
    ]
  })
}

async function withReceivers<T, Told = object>(
  ways: readonly string[],
  work: (receivers: readonly Receiver<Told>[], send: (path: string, count: number) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const server = new Child(childFile('event-server'))
  const children = [server]
  try {
    const { port } = await server.hear<{ port: number }>()
    const receivers: Receiver<Told>[] = []
    for (const way of ways) {
      const child = new Child(childFile('events'), [way, String(port)])
      children.push(child)
      receivers.push({ child, told: await child.hear() })
    }
    return await work(receivers, (path, count) => server.ask({ path, count }))
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}
