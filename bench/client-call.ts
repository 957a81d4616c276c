import { Child, childFile } from './child.js'
import { ask } from './load.js'
import { compare, type Figure } from './rounds.js'
import { startServers } from './servers.js'

const ways: readonly { readonly way: string; readonly name: string; readonly aim?: number }[] = [
  { way: 'fetch', name: 'fetch(url, init)' },
  { way: 'onair', name: 'onair, limit off', aim: 1.4 },
  { way: 'onair-defaults', name: 'onair, as it comes' },
  { way: 'openapi-fetch', name: 'openapi-fetch' },
  { way: 'fetch-unabortable', name: 'fetch without a signal' },
]

/**
 * CPU time of a call with a warm token over a fetch in process, by that of the same fetch called by hand. The floor has a
 * signal in its `init`, since every call of the client has a time limit that can end it.
 */
export async function clientCall(rounds: number): Promise<Figure[]> {
  const body = await channelBody()
  const children = ways.map(({ way }) => new Child(childFile('client-call'), [way, body]))
  try {
    await Promise.all(children.map((child) => child.hear()))
    const calls = 5000
    return await compare(
      ways.map(({ name, aim }, i) => ({
        name,
        ...(aim !== undefined && { aim }),
        measure: async () => (await children[i]!.ask<{ cpu: number }>(calls)).cpu / calls,
      })),
      rounds,
    )
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}

/** What the mock answers for a channel, so that the call reads JSON of a true size. */
async function channelBody(): Promise<string> {
  const { servers, end } = await startServers()
  try {
    return (await ask(servers[0]!.channel)).body
  } finally {
    await end()
  }
}
