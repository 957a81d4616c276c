import { load, type Question } from './load.js'
import { startPrism } from './prism.js'
import { compare, type Figure, type Side } from './rounds.js'
import { startServers, type Server } from './servers.js'

const aim = 1.4

/** CPU time of a GET with a bearer token on the mock, compared with node:http. */
export async function mockGet(rounds: number): Promise<Figure[]> {
  const { servers, end } = await startServers()
  try {
    const prism = await startPrism(servers[0]!)
    try {
      const sides = servers.map((server) => side(server, server.channel, 3000))
      return await compare([...sides, side(prism, prism.channel, 300)], rounds)
    } finally {
      await prism.child.end()
    }
  } finally {
    await end()
  }
}

/** CPU time of a token request (client credentials, a signed JWT) on the mock, compared with node:http. */
export async function mockToken(rounds: number): Promise<Figure[]> {
  const { servers, end } = await startServers()
  try {
    return await compare(
      servers.map((server) => side(server, server.token, 1000)),
      rounds,
    )
  } finally {
    await end()
  }
}

/** Microseconds of the server's CPU time for one request, over `count` requests a round. */
function side({ name, child }: Pick<Server, 'name' | 'child'>, question: Question, count: number): Side {
  return {
    name,
    ...(name === 'onair mock' && { aim }),
    async measure() {
      const before = await child.cpu()
      await load(question, count)
      return ((await child.cpu()) - before) / count
    },
  }
}
