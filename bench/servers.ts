import { generateKeyPairSync } from 'node:crypto'
import { Child, childFile } from './child.js'
import { ask, type Answer, type Question } from './load.js'

/** A measured server, and the requests to send to it. */
export interface Server {
  readonly name: string
  readonly child: Child
  readonly channel: Question
  readonly token: Question
}

/** What the mock reports about itself. */
interface Told {
  readonly port: number
  readonly seed: {
    readonly accessToken: string
    readonly clientId: string
    readonly clientSecret: string
    readonly serviceAccount: string
    readonly channel: string
  }
}

/** `{}` stands for a value. */
const paths = {
  channel: '/kollus-live/api/service-accounts/{}/channels/{}',
  token: '/kollus-live/console/oauth/token',
}

/**
 * The floor, the mock and the bare Hono app, in this order. The floor and the Hono app get the mock's own answers and headers, and a check
 * compares them. `end` stops all three.
 */
export async function startServers(): Promise<{ servers: readonly Server[]; end: () => Promise<void> }> {
  const children: Child[] = []
  const start = async <T>(name: string, ...args: string[]): Promise<[Child, T]> => {
    const child = new Child(childFile(name), args)
    children.push(child)
    return [child, await child.hear<T>()]
  }
  const end = async () => {
    await Promise.all(children.map((child) => child.end()))
  }
  try {
    const [mockChild, { port, seed }] = await start<Told>('mock-server')
    const mock = server('onair mock', mockChild, port, seed)
    const [shown, issued] = [await ask(mock.channel), await ask(mock.token)]
    const given = JSON.stringify({
      ...seed,
      key: signingKey(),
      paths,
      headers: { channel: bare(shown), token: bare(issued) },
      shown: JSON.parse(shown.body) as unknown,
      example: JSON.parse(issued.body) as unknown,
    })
    const peers: Server[] = []
    for (const [name, file] of [
      ['node:http', 'node-server'],
      ['bare Hono', 'hono-server'],
    ] as const) {
      const [child, told] = await start<{ port: number }>(file, given)
      const peer = server(name, child, told.port, seed)
      mustEqual(name, await ask(peer.channel), shown)
      mustEqual(name, masked(await ask(peer.token)), masked(issued))
      peers.push(peer)
    }
    return { servers: [peers[0]!, mock, peers[1]!], end }
  } catch (error) {
    await end()
    throw error
  }
}

function server(name: string, child: Child, port: number, seed: Told['seed']): Server {
  const { serviceAccount, channel, accessToken, clientId, clientSecret } = seed
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'live:control',
  }
  return {
    name,
    child,
    channel: {
      port,
      method: 'GET',
      path: paths.channel.replace('{}', serviceAccount).replace('{}', channel),
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
    },
    token: {
      port,
      method: 'POST',
      path: paths.token,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    },
  }
}

/** A key for RS256: the JWK of its private half. */
export const signingKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

/** Headers of an answer, without the one that each server counts for itself. */
function bare({ headers }: Answer): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-length'))
}

/** Tokens differ by chance, but have the same length. */
function masked(answer: Answer): Answer {
  return { ...answer, body: answer.body.replaceAll(/[\w-]{20,}/g, (text) => '*'.repeat(text.length)) }
}

function mustEqual(name: string, answer: Answer, expected: Answer): void {
  const [got, wanted] = [answer, expected].map(({ status, headers, body }) =>
    JSON.stringify([status, Object.entries(headers).toSorted(), body]),
  )
  if (got !== wanted) throw new Error(`${name} does not answer as the mock does:\n${got}\n${wanted}`)
}
