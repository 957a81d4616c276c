import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import type { Exchange } from '../../mock/index.js'

/**
 * A second opinion on every exchange that the other suites provoked: Prism's validator is given the request and the reply
 * as they were. Ajv has passed each of these replies, so whatever Prism finds is a disagreement.
 */
type Recorded = Omit<Exchange, 'request'> & {
  request: Omit<Exchange['request'], 'headers'> & { headers: [string, string][] }
}

const folder = inject('exchangeFolder')
const exchanges = readdirSync(folder).flatMap((file) => {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Recorded)
})

const silent: Record<string, unknown> = Object.fromEntries(
  ['info', 'warn', 'error', 'debug', 'trace', 'success', 'fatal'].map((level) => [level, () => {}]),
)
silent['child'] = () => silent

describe.each([...new Set(exchanges.map(({ provider }) => provider))])('Prism on %s', (provider) => {
  const own = exchanges.filter((exchange) => exchange.provider === provider)

  test('agrees with Ajv on every reply, and finds no fault with a request that was accepted', async () => {
    const operations = await getHttpOperationsFromSpec(`specs/${provider}/openapi.yaml`)
    const disagreements = new Set<string>()
    for (const { operation, request, reply } of own) {
      const forward = () => () => () =>
        Promise.resolve({
          _tag: 'Right',
          right: {
            statusCode: reply.status,
            headers: { 'content-type': 'application/json', ...reply.headers },
            body: reply.body,
          },
        })
      const prism = createInstance(
        {
          isProxy: true,
          upstream: new URL('http://mock.test'),
          validateRequest: true,
          validateResponse: true,
          checkSecurity: false,
          errors: false,
          upstreamProxy: undefined,
          mock: { dynamic: false },
        },
        { logger: silent, forward } as never,
      )
      const url = new URL(request.url)
      const asked = {
        method: request.method.toLowerCase(),
        url: { path: request.path, query: Object.fromEntries(url.searchParams) },
        headers: Object.fromEntries(request.headers),
        body: request.body || undefined,
      }
      const result = (await prism.request(asked as never, operations)()) as
        | { _tag: 'Left'; left: Error }
        | { _tag: 'Right'; right: { validations: Record<'input' | 'output', { message: string; path?: unknown }[]> } }
      const said = (kind: string, problems: readonly { message: string; path?: unknown }[]) => {
        for (const { message, path } of problems) {
          disagreements.add(`${operation} ${reply.status} ${kind}: ${String(path)} ${message}`)
        }
      }
      if (result._tag === 'Left') {
        disagreements.add(`${operation} ${reply.status}: ${result.left.message}`)
        continue
      }
      said('reply', result.right.validations.output)
      if (reply.status < 300) said('request', result.right.validations.input)
    }
    expect([...disagreements]).toEqual([])
  })

  test('was asked about every operation of the spec', async () => {
    const operations = await getHttpOperationsFromSpec(`specs/${provider}/openapi.yaml`)
    const asked = new Set(own.map(({ operation }) => operation))
    expect(operations.map(({ iid }) => iid).filter((id) => id && !asked.has(id))).toEqual([])
  })
})

test('the other suites have left exchanges to judge', () => {
  expect(exchanges.length, 'run the whole suite: npm test').toBeGreaterThan(0)
})
