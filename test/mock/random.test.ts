import { expect, test } from 'vitest'
import { Random, seedRandom } from '../../mock/core/time/random.js'

const draw = (random: Random, times: number) => Array.from({ length: times }, () => random.uint32())

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(new Random(seedRandom('a')), 100)).toEqual(draw(new Random(seedRandom('a')), 100))
  expect(draw(new Random(seedRandom('a')), 4)).not.toEqual(draw(new Random(seedRandom('b')), 4))
  expect(draw(new Random(seedRandom('seed/1')), 4)).not.toEqual(draw(new Random(seedRandom('seed/2')), 4))
})

test('a saved state gives the same numbers again, and each draw changes it in place', () => {
  const state = seedRandom('a')
  const random = new Random(state)
  random.uint32()
  const saved = JSON.parse(JSON.stringify(state)) as typeof state
  expect(draw(new Random(saved), 10)).toEqual(draw(random, 10))
  expect(saved).toEqual(state)
})

test('the numbers of a seed never change, because tests of other projects may depend on them', () => {
  const random = new Random(seedRandom('onair'))
  expect([random.uint32(), random.int(100), random.hex(10), random.key(8), random.secret(8)]).toMatchInlineSnapshot(`
    [
      2025253317,
      3,
      "52917d715d",
      "g38hxdpd",
      "vQ5kWLkY",
    ]
  `)
})

test('every bit is set half of the time', () => {
  const counts = Array.from({ length: 32 }, () => 0)
  for (const number of draw(new Random(seedRandom('bits')), 20_000)) {
    for (let bit = 0; bit < 32; bit++) counts[bit]! += (number >>> bit) & 1
  }
  // Six standard deviations of a fair coin thrown 20,000 times.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(425)
})

test('every whole number below the bound occurs, the bound never', () => {
  const random = new Random(seedRandom('int'))
  const seen = new Set(Array.from({ length: 1000 }, () => random.int(10)))
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('strings have the requested length and letters', () => {
  const random = new Random(seedRandom('texts'))
  expect(random.hex(81)).toMatch(/^[0-9a-f]{81}$/)
  expect(random.key(200)).toMatch(/^[0-9a-z]{200}$/)
  expect(random.secret(200)).toMatch(/^[0-9A-Za-z]{200}$/)
  expect(random.hex(0)).toBe('')
})

test('ten thousand keys from similar seeds are all different', () => {
  const keys = Array.from({ length: 100 }, (_, seed) => {
    const random = new Random(seedRandom(`seed-${seed}`))
    return Array.from({ length: 100 }, () => random.key(16))
  }).flat()
  expect(new Set(keys).size).toBe(10_000)
})
