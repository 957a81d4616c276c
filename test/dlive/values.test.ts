import { describe, expect, test } from 'vitest'
import { chatTime, entityTime, giftLemons, lemons } from '../../src/dlive/index.js'
import { UsageError } from '../../src/errors/index.js'

const wrong: readonly [string, unknown][] = [
  ['nothing', ''],
  ['a space', ' '],
  ['spaces around it', ' 1700000000123456789 '],
  ['an exponent', '1e5'],
  ['a fraction', '1700000000.5'],
  ['hexadecimal', '0x10'],
  ['words', 'now'],
  ['digits of another script', '١٢٣'],
  ['a plus sign', '+1700000000123456789'],
  ['a rounded number', Number('1700000000123456789')],
  ['a bigint', 1700000000123456789n],
  ['null', null],
  ['undefined', undefined],
  ['a date', new Date(0)],
]

describe('lemons', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['1', '0.00001'],
    ['10', '0.0001'],
    ['99999', '0.99999'],
    ['100000', '1'],
    ['150000', '1.5'],
    ['1000001', '10.00001'],
    ['0000100000', '1'],
    ['-150000', '-1.5'],
    ['-1', '-0.00001'],
    ['123456789012345678901', '1234567890123456.78901'],
    [`${'9'.repeat(40)}00000`, '9'.repeat(40)],
  ])('%s is %s', (amount, expected) => {
    expect(lemons(amount)).toBe(expected)
  })

  test.each([...wrong, ['two signs', '--1'], ['a sign only', '-']])('refuses %s', (_name, amount) => {
    expect(() => lemons(amount as string)).toThrow(UsageError)
  })
})

describe('giftLemons', () => {
  test.each([
    ['LEMON', '1', '1'],
    ['ICE_CREAM', '3', '30'],
    ['DIAMOND', '10', '1000'],
    ['NINJAGHINI', '2', '2000'],
    ['NINJET', '99999999999999999999', '999999999999999999990000'],
    ['LEMON', '0', '0'],
  ])('%s × %s is %s', (gift, amount, expected) => {
    expect(giftLemons({ gift, amount })).toBe(expected)
  })

  test.each(['MINI_LEMON', 'BTT', 'SOMETHING_NEW', 'constructor'])('of %s is unknown', (gift) => {
    expect(giftLemons({ gift, amount: '1' })).toBeUndefined()
  })

  test.each([...wrong, ['a negative count', '-1']])('refuses an amount that is %s', (_name, amount) => {
    expect(() => giftLemons({ gift: 'LEMON', amount: amount as string })).toThrow(UsageError)
  })
})

describe('chatTime', () => {
  test('is exact to the nanosecond, and to the millisecond as a Date', () => {
    const { date, ns } = chatTime('1700000000123456789')
    expect(date.toISOString()).toBe('2023-11-14T22:13:20.123Z')
    expect(String(ns)).toBe('1700000000123456789')
  })

  test('orders two messages of one millisecond', () => {
    const [a, b] = [chatTime('1700000000123456788'), chatTime('1700000000123456789')]
    expect([a.ns < b.ns, a.date.getTime() === b.date.getTime()]).toEqual([true, true])
  })

  test.each([
    ...wrong,
    ['20 digits', '17000000001234567890'],
    ['18 digits', '170000000012345678'],
    ['milliseconds', '1700000000123'],
    ['a negative time', '-1700000000123456789'],
    ['leading zeros', '0700000000123456789'],
  ])('refuses %s', (_name, time) => {
    expect(() => chatTime(time as string)).toThrow(UsageError)
  })
})

describe('entityTime', () => {
  test.each([
    ['1700000000123', '2023-11-14T22:13:20.123Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (time, expected) => {
    expect(entityTime(time).toISOString()).toBe(expected)
  })

  test.each([
    ...wrong,
    ['nanoseconds', '1700000000123456789'],
    ['16 digits', '1700000000123456'],
    ['a negative time', '-1'],
  ])('refuses %s', (_name, time) => {
    expect(() => entityTime(time as string)).toThrow(UsageError)
  })
})
