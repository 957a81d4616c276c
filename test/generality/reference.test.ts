import { expect, test } from 'vitest'
import { defineProvider, type Mock } from '../../mock/index.js'
import { testMock } from '../support/mock.js'
import { lighthouse } from './generated/lighthouse/mock.js'

const textOf = async (mock: Mock, below = ''): Promise<string> =>
  (await mock.fetch(`${mock.url}/_mock/lighthouse/reference${below}`)).text()

const hostile =
  '</code><script>alert(1)</script> [click](javascript:alert(2)) ![](javascript:alert(3)) <img src=x onerror=alert(4)>'
/** A document in which every string is hostile. */
const poisoned = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(poisoned)
  if (typeof node !== 'object' || node === null) return node
  const texts = new Set(['title', 'summary', 'description', 'value', 'example', 'default'])
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      texts.has(key) && typeof value === 'string' ? `${hostile} ${value}` : poisoned(value),
    ]),
  )
}

test('an invented provider has a reference page, and nothing in its document can run there', async () => {
  const document = async () => poisoned(await lighthouse.document!()) as Record<string, unknown>
  const mock = await testMock({ providers: [defineProvider({ ...lighthouse, document })] })
  const pages = [await textOf(mock)]
  for (const id of Object.keys(lighthouse.operations)) {
    expect(pages[0]).toContain(`id="operation-${id}"`)
    pages.push(await textOf(mock, `/try?operation=${id}`))
  }
  for (const page of pages) {
    expect(page).toContain('alert(1)')
    expect(page).not.toMatch(/<script>alert|<img|href="javascript:/i)
  }
})

test('the reference page of a definition without a document says how to add one', async () => {
  const { document: _, ...older } = lighthouse
  const mock = await testMock({ providers: [defineProvider(older)] })
  expect(await textOf(mock)).toContain('npx onair generate')
})
