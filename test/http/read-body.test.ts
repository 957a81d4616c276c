import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readBody } from '../../src/http/read-body.js'

const tooLong = () => new Error('too long')
const read = (body: BodyInit | null, limit: number) => readBody(new Response(body), limit, tooLong)

/** A body of `chunks` chunks of 1 KiB, and how many of them were read. */
function chunks(count: number) {
  const seen = { pulled: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      if (++seen.pulled > count) return stream.close()
      stream.enqueue(new Uint8Array(1024).fill(97))
    },
    cancel: () => void (seen.cancelled = true),
  })
  return { body, seen }
}

test('reads a body up to its limit, for any split of its characters into chunks', async () => {
  expect(await read(null, 0)).toBe('')
  expect(await read('äöü', 6)).toBe('äöü')
  const bytes = new TextEncoder().encode('\uFEFFa€b')
  const split = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte))
      stream.close()
    },
  })
  expect(await read(split, bytes.length)).toBe('a€b')
})

test('cancels a body at the limit and does not read it to its end', async () => {
  const { body, seen } = chunks(100_000)
  await expect(read(body, 4096)).rejects.toThrow('too long')
  expect(seen.cancelled).toBe(true)
  expect(seen.pulled).toBeLessThan(10)
})

test('measures a compressed body after decompression', async () => {
  const packed = gzipSync(Buffer.alloc(1_000_000, 'a'))
  expect(packed.length).toBeLessThan(2000)
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  await expect(read(unpacked as ReadableStream<Uint8Array>, 10_000)).rejects.toThrow('too long')
})

test('measures a body without a stream after reading it', async () => {
  const message = { body: undefined, text: async () => 'abc' } as unknown as Response
  expect(await readBody(message, 3, tooLong)).toBe('abc')
  await expect(readBody(message, 2, tooLong)).rejects.toThrow('too long')
})
