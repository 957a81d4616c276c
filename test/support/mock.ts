import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, inject } from 'vitest'
import { createMock, type Exchange, type Mock, type MockOptions } from '../../mock/index.js'
import { Contract } from './contract.js'

const contracts = new Map<string, Contract>()
const violations: string[] = []
const seen = new Map<string, number>()
const recorded: string[] = []
const mocks: Mock[] = []

/**
 * A mock each of whose replies is checked against the spec; the test that provokes a wrong one fails. `beyond` names replies that
 * a switch makes although the spec has them not, as `<operationId> <status>`.
 */
export async function testMock(options: MockOptions = {}, beyond: readonly string[] = []): Promise<Mock> {
  const onExchange = (exchange: Exchange) => {
    if (!beyond.includes(`${exchange.operation} ${exchange.reply.status}`)) observe(exchange)
  }
  const mock = await createMock({ ...options, onExchange })
  mocks.push(mock)
  return mock
}

function observe(exchange: Exchange): void {
  const { provider, operation, request, reply } = exchange
  let contract = contracts.get(provider)
  if (!contract) contracts.set(provider, (contract = new Contract(provider)))
  violations.push(...contract.problems(exchange))
  // A few of each kind are enough for a second opinion.
  const kind = `${operation} ${reply.status}`
  const count = (seen.get(kind) ?? 0) + 1
  seen.set(kind, count)
  if (count <= 20)
    recorded.push(JSON.stringify({ ...exchange, request: { ...request, headers: [...request.headers] } }))
}

afterEach(() => {
  expect(violations.splice(0), 'replies that the spec does not allow').toEqual([])
})

afterAll(async () => {
  for (const mock of mocks.splice(0)) await mock.close()
  if (recorded.length === 0) return
  const lines = recorded.splice(0).map((line) => `${line}\n`)
  appendFileSync(join(inject('exchangeFolder'), `${process.pid}.ndjson`), lines.join(''))
})
