import { base64url } from './base64url.js'
import { Random, seedRandom } from '../time/random.js'

/** A pair for RS256, and the public half as a JWK (RFC 7517) for whoever verifies. */
export interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicJwk: JsonWebKey
}

const pairs = new Map<string, JsonWebKey>()
const keys = new Map<string, Promise<SigningKey>>()

/**
 * The RSA-2048 key that belongs to a seed: the same seed gives the same key, so runs repeat and no key is ever committed.
 * Worthless as a secret. Takes some tenths of a second the first time; the result is kept.
 */
export function signingKey(seed: string): Promise<SigningKey> {
  let key = keys.get(seed)
  if (!key) keys.set(seed, (key = importKey(rsaKeyPair(seed))))
  return key
}

/** The same key as a JWK with its private half, for whoever signs with something else than RS256. */
export function rsaKeyPair(seed: string): JsonWebKey {
  let pair = pairs.get(seed)
  if (!pair) pairs.set(seed, (pair = makePair(new Random(seedRandom(`${seed}/rsa`)))))
  return pair
}

async function importKey(pair: JsonWebKey): Promise<SigningKey> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  return {
    privateKey: await crypto.subtle.importKey('jwk', { ...pair, alg: 'RS256' }, algorithm, false, ['sign']),
    publicJwk: { kty: 'RSA', alg: 'RS256', n: pair.n!, e: pair.e! },
  }
}

function makePair(random: Random): JsonWebKey {
  const e = 65_537n
  const [p, q] = [prime(random, e), prime(random, e)]
  const d = inverse(e, (p - 1n) * (q - 1n))
  return {
    kty: 'RSA',
    n: unsigned(p * q),
    e: unsigned(e),
    d: unsigned(d),
    p: unsigned(p),
    q: unsigned(q),
    dp: unsigned(d % (p - 1n)),
    dq: unsigned(d % (q - 1n)),
    qi: unsigned(inverse(q, p)),
  }
}

const smallPrimes = sieve(20_000)

/** A 1024-bit prime with the two top bits set, so that a product of two has 2048 bits, and fit for the exponent `e`. */
function prime(random: Random, e: bigint): bigint {
  for (;;) {
    const base = BigInt(`0x${random.hex(256)}`) | (3n << 1022n) | 1n
    const residues = smallPrimes.map((small) => Number(base % BigInt(small)))
    for (let step = 0; step < 20_000; step += 2) {
      if (smallPrimes.some((small, i) => (residues[i]! + step) % small === 0)) continue
      const candidate = base + BigInt(step)
      if (candidate % e !== 1n && isProbablePrime(candidate, random)) return candidate
    }
  }
}

/** Miller-Rabin; five rounds are ample for random candidates of this size. */
function isProbablePrime(n: bigint, random: Random): boolean {
  let odd = n - 1n
  let twos = 0
  while ((odd & 1n) === 0n) {
    odd >>= 1n
    twos++
  }
  next: for (let round = 0; round < 5; round++) {
    let x = power(BigInt(`0x${random.hex(64)}`) + 2n, odd, n)
    if (x === 1n || x === n - 1n) continue
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n
      if (x === n - 1n) continue next
    }
    return false
  }
  return true
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [modulus, value % modulus, 0n, 1n]
  while (b > 0n) {
    const quotient = a / b
    ;[a, b, x, y] = [b, a - quotient * b, y, x - quotient * y]
  }
  return x < 0n ? x + modulus : x
}

function sieve(limit: number): number[] {
  const composite = new Uint8Array(limit)
  const primes: number[] = []
  for (let n = 3; n < limit; n += 2) {
    if (composite[n]) continue
    primes.push(n)
    for (let multiple = n * n; multiple < limit; multiple += 2 * n) composite[multiple] = 1
  }
  return primes
}

function unsigned(value: bigint): string {
  const hex = value.toString(16)
  const bytes = (hex.length % 2 ? `0${hex}` : hex).match(/../g)!
  return base64url(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
}
