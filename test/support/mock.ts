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

/** What a mock does beyond the spec on purpose in one test, as `<operationId> <status>`. */
interface Liberties {
  /** Requests that it accepts. */
  readonly requests?: readonly string[]
  /** Replies that a policy causes. */
  readonly replies?: readonly string[]
}

/**
 * A mock that checks each of its replies, and each request that it accepts, against the spec. A violation fails the test that caused it.
 * Only a provider that a test defines without a document is not checked.
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

/** The path of a provider's spec. Undefined for one that a test defines without a document. */
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
  // A few of each kind are enough for the second validator, which knows the package's providers only.
  if (specs !== 'specs') return
  const count = (seen.get(kind) ?? 0) + 1
  seen.set(kind, count)
  if (count <= 20)
    recorded.push(JSON.stringify({ ...exchange, request: { ...request, headers: [...request.headers] } }))
}

/** Fails the test that caused a violation of the spec. */
export function expectNoViolations(): void {
  expect(violations.splice(0), 'requests and replies that the spec does not allow').toEqual([])
}

/** Closes the mocks of a file, and saves its exchanges for the second validator. */
export async function endMocks(): Promise<void> {
  for (const mock of mocks.splice(0)) await mock.close()
  seen.clear()
  if (recorded.length === 0) return
  const lines = recorded.splice(0).map((line) => `${line}\n`)
  appendFileSync(join(inject('exchangeFolder'), `${process.pid}.ndjson`), lines.join(''))
}
