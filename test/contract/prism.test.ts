import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { secondOpinion, type Recorded } from './second-opinion.js'

/**
 * A second validation of the exchanges from the other suites. Ajv has passed each of these replies, so each finding of Prism is a
 * disagreement.
 */
const folder = inject('exchangeFolder')
const exchanges = readdirSync(folder).flatMap((file) => {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Recorded)
})

/** Prism fails on a path that cannot be decoded, so it cannot judge the 404 that follows. */
function isDecodable({ request }: Recorded): boolean {
  try {
    decodeURIComponent(request.path)
    return true
  } catch {
    return false
  }
}

describe.each([...new Set(exchanges.map(({ provider }) => provider))])('Prism on %s', (provider) => {
  const own = exchanges.filter((exchange) => exchange.provider === provider)

  test('agrees with Ajv on every reply, and accepts every request that the mock accepted', async () => {
    const { judge } = await secondOpinion(provider)
    const disagreements = new Set<string>()
    for (const exchange of own.filter(isDecodable)) {
      const { operation, reply } = exchange
      const opinion = await judge(exchange)
      for (const problem of opinion.reply) disagreements.add(`${operation} ${reply.status} reply: ${problem}`)
      if (reply.status >= 300) continue
      for (const problem of opinion.request) disagreements.add(`${operation} ${reply.status} request: ${problem}`)
    }
    expect([...disagreements]).toEqual([])
  })

  test('checks every operation of the spec', async () => {
    const { operationIds } = await secondOpinion(provider)
    const asked = new Set(own.map(({ operation }) => operation))
    expect(operationIds.filter((id) => !asked.has(id))).toEqual([])
  })
})

test('the other suites have recorded exchanges', () => {
  expect(exchanges.length, 'run the whole suite: npm test').toBeGreaterThan(0)
})
