import { expect, test } from 'vitest'
import { headerValue, mergeHeaders } from '../../src/http/headers.js'

test('a later part replaces a header in any case, null removes it, undefined leaves it', () => {
  const parts = [
    { Accept: 'text/html', 'X-One': '1', 'X-Two': '2' },
    undefined,
    { accept: ' */* ', 'x-ONE': null, 'x-two': undefined },
  ]
  expect(mergeHeaders(parts)).toEqual({ accept: '*/*', 'x-two': '2' })
})

test.each([['a\nb'], ['a\0'], ['é€']])('refuses the value %j, and does not quote it', (value) => {
  expect(() => mergeHeaders([{ 'x-key': value }])).toThrow(
    /^Header "x-key" has characters that are invalid in a header/,
  )
})

test.each([['x key'], ['x:key'], ['']])('refuses the name %j', (name) => {
  expect(() => mergeHeaders([{ [name]: '1' }])).toThrow(/invalid in a header/)
})

test('accepts a value exactly if the platform does, control characters apart', () => {
  for (let code = 0x20; code < 0x180; code++) {
    if (code === 0x7f) continue
    const character = String.fromCharCode(code)
    for (const value of [`a${character}b`, `${character}a${character}`]) {
      const platform = () => new Headers({ 'x-key': value })
      if (headerValue(value) === undefined) expect(platform).toThrow(TypeError)
      else expect(platform().get('x-key')).toBe(headerValue(value))
    }
  }
})
