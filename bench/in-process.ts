import { Child, childFile } from './child.js'
import { compare, type Figure } from './rounds.js'
import { signingKey } from './servers.js'

interface Answer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What a child reports after it has answered both requests. */
interface Told {
  readonly list: Answer
  readonly token: Answer
  readonly seed: Readonly<Record<string, string>>
}

const ways = [
  { way: 'fetch', name: 'a replaced fetch', aims: {} },
  { way: 'hono', name: 'a bare Hono app', aims: {} },
  { way: 'onair', name: 'onair mock', aims: { steady: 1.3, first: 3 } },
] as const

/**
 * CPU time of a list and of a token request in process, compared with a replaced `fetch` that does the same work; and the time from the
 * first import to the first answer to both.
 */
export async function inProcess(rounds: number): Promise<Figure[]> {
  const children: Child[] = []
  const start = (way: string, given: string, mode = '') => {
    const child = new Child(childFile('in-process'), [way, given, mode])
    children.push(child)
    return child
  }
  try {
    const onair = start('onair', '')
    const { list, token, seed } = await onair.hear<Told>()
    const given = JSON.stringify({
      ...seed,
      key: signingKey(),
      shown: list.body,
      example: token.body,
      headers: { list: list.headers, token: token.headers },
    })
    const peers = [start('fetch', given), start('hono', given)]
    for (const peer of peers) mustEqual(await peer.hear<Told>(), list)
    const steady = async (question: 'list' | 'token', count: number) =>
      compare(
        ways.map(({ name, aims }, i) => ({
          name: `${question}: ${name}`,
          ...('steady' in aims && { aim: aims.steady }),
          measure: async () => (await [...peers, onair][i]!.ask<{ cpu: number }>({ question, count })).cpu / count,
        })),
        rounds,
      )
    const first = () =>
      compare(
        ways.map(({ way, name, aims }) => ({
          name: `first answers: ${name}`,
          ...('first' in aims && { aim: aims.first }),
          measure: async () => {
            const child = new Child(childFile('in-process'), [way, way === 'onair' ? '' : given, 'first'])
            try {
              return (await child.hear<{ ms: number }>()).ms
            } finally {
              await child.end()
            }
          },
        })),
        rounds,
      )
    return [...(await steady('list', 1500)), ...(await steady('token', 500)), ...(await first())]
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}

/** The peers answer with the mock's own list. */
function mustEqual({ list }: Told, expected: Answer): void {
  const [got, wanted] = [list, expected].map(({ headers, body }) =>
    JSON.stringify([Object.entries(headers).toSorted(), body]),
  )
  if (got !== wanted) throw new Error(`A peer does not answer as the mock does:\n${got}\n${wanted}`)
}
