import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject } from 'vitest'
import { existsSync } from 'node:fs'
import {
  createMock,
  type Exchange,
  type Mock,
  type MockOptions,
  type ProviderName,
  type ProviderOrName,
} from '../../mock/index.js'
import { Contract } from './contract.js'

const contracts = new Map<string, Contract>()
const violations: string[] = []
const seen = new Map<string, number>()
const recorded: string[] = []
const mocks: Mock[] = []

/** What a mock knowingly does beyond the spec in one test, as `<operationId> <status>`. */
interface Liberties {
  /** Requests that it accepts. */
  readonly requests?: readonly string[]
  /** Replies that a switch makes it give. */
  readonly replies?: readonly string[]
}

/**
 * A mock each of whose replies, and each request that it accepts, is checked against the spec; the test that provokes a wrong
 * one fails. Only what a test defines without a document is not checked.
 */
export async function testMock<P extends ProviderOrName = ProviderName>(
  options: MockOptions<P> = {},
  liberties: Liberties = {},
): Promise<Mock> {
  const onExchange = (exchange: Exchange) => {
    options.onExchange?.(exchange)
    observe(exchange, liberties)
  }
  const mock = await createMock({ ...options, onExchange })
  mocks.push(mock)
  return mock
}

/** Where the spec of a provider is; undefined for one that a test defines without a document. */
const specsOf = (provider: string): string | undefined =>
  ['specs', 'test/generality/specs'].find((folder) => existsSync(`${folder}/${provider}`))

function observe(exchange: Exchange, liberties: Liberties): void {
  const { provider, operation, request, reply } = exchange
  const specs = specsOf(provider)
  if (specs === undefined) return
  const kind = `${operation} ${reply.status}`
  if (liberties.replies?.includes(kind)) return
  let contract = contracts.get(provider)
  if (!contract) contracts.set(provider, (contract = new Contract(provider, specs)))
  violations.push(...contract.problems(exchange))
  if (liberties.requests?.includes(kind)) return
  if (reply.status < 300) violations.push(...contract.requestProblems(exchange))
  // A few of each kind are enough for a second opinion, which knows the package's providers alone.
  if (specs !== 'specs') return
  const count = (seen.get(kind) ?? 0) + 1
  seen.set(kind, count)
  if (count <= 20)
    recorded.push(JSON.stringify({ ...exchange, request: { ...request, headers: [...request.headers] } }))
}

/** Fails the test that provoked what the spec does not allow. */
export function expectNoViolations(): void {
  expect(violations.splice(0), 'requests and replies that the spec does not allow').toEqual([])
}

/** Closes the mocks of a file, and leaves its exchanges for the second opinion. */
export async function endMocks(): Promise<void> {
  for (const mock of mocks.splice(0)) await mock.close()
  seen.clear()
  if (recorded.length === 0) return
  const lines = recorded.splice(0).map((line) => `${line}\n`)
  appendFileSync(join(inject('exchangeFolder'), `${process.pid}.ndjson`), lines.join(''))
}
