import { expect, test } from 'vitest'
import { Recent } from '../../src/auth/recent.js'

test('keeps the most recently used values', () => {
  const recent = new Recent<string>(2, () => false)
  for (const key of ['a', 'b', 'a', 'c']) recent.get(key, () => key)
  expect([recent.peek('a'), recent.peek('b'), recent.peek('c')]).toEqual(['a', undefined, 'c'])
})

test('creates a value once', () => {
  const recent = new Recent<object>(2, () => false)
  const first = recent.get('a', () => ({}))
  expect(recent.get('a', () => ({}))).toBe(first)
})

test('does not drop a value in use', () => {
  const recent = new Recent<string>(2, (value) => value === 'a')
  for (const key of ['a', 'b', 'c']) recent.get(key, () => key)
  expect([recent.peek('a'), recent.peek('b'), recent.peek('c')]).toEqual(['a', undefined, 'c'])
})
