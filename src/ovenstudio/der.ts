/** One DER value (ITU-T X.690): tag, length, contents. */
export function der(tag: number, ...contents: readonly (readonly number[] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const body = contents.flatMap((part) => [...part])
  const size: number[] = []
  for (let left = body.length; left > 0; left >>= 8) size.unshift(left & 255)
  const length = body.length < 128 ? [body.length] : [128 | size.length, ...size]
  return Uint8Array.from([tag, ...length, ...body])
}

const INTEGER = 0x02
const OCTET_STRING = 0x04
const NULL = 0x05
const OBJECT_IDENTIFIER = 0x06
const SEQUENCE = 0x30

/** Whether `bytes` are one DER SEQUENCE, with nothing missing and nothing behind it. */
export function isWholeDer(bytes: Uint8Array): boolean {
  const [tag, first = 0] = bytes
  const lengthBytes = first > 128 ? first - 128 : 0
  const size = bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, lengthBytes ? 0 : first)
  return tag === SEQUENCE && bytes.length === 2 + lengthBytes + size
}

/** Converts a P-256 signature from WebCrypto's form (r and s, 32 bytes each) to DER, the form of OpenSSL and AWS. */
export function ecdsaToDer(signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const integer = (bytes: Uint8Array) => {
    const first = bytes.findIndex((byte) => byte !== 0)
    const digits = bytes.subarray(first < 0 ? bytes.length - 1 : first)
    return der(INTEGER, digits[0]! > 127 ? [0] : [], digits)
  }
  return der(SEQUENCE, integer(signature.subarray(0, 32)), integer(signature.subarray(32)))
}

/** Converts DER back. Undefined for any form that `ecdsaToDer` does not write, so that each signature has one form. */
export function ecdsaFromDer(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const both = new Uint8Array(64)
  let at = 2
  for (const end of [32, 64]) {
    const size = bytes[at + 1] ?? 0
    const digits = bytes.subarray(at + 2, at + 2 + size)
    const significant = digits[0] === 0 ? digits.subarray(1) : digits
    if (significant.length > 32) return undefined
    both.set(significant, end - significant.length)
    at += 2 + size
  }
  const again = ecdsaToDer(both)
  return again.length === bytes.length && again.every((byte, index) => byte === bytes[index]) ? both : undefined
}

/** An RSA key in PKCS#1 (`BEGIN RSA PRIVATE KEY`, RFC 8017 appendix A.1.2) as PKCS#8 (RFC 5958), which WebCrypto reads. */
export const pkcs8FromPkcs1 = (pkcs1: Uint8Array): Uint8Array<ArrayBuffer> =>
  pkcs8(pkcs1, der(OBJECT_IDENTIFIER, [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]), der(NULL))

/** A P-256 key in SEC1 (`BEGIN EC PRIVATE KEY`, RFC 5915) as PKCS#8. A key that names another curve is not importable. */
export const pkcs8FromSec1 = (sec1: Uint8Array): Uint8Array<ArrayBuffer> =>
  pkcs8(
    sec1,
    der(OBJECT_IDENTIFIER, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]),
    der(OBJECT_IDENTIFIER, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
  )

const pkcs8 = (key: Uint8Array, ...algorithm: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  der(SEQUENCE, der(INTEGER, [0]), der(SEQUENCE, ...algorithm), der(OCTET_STRING, key))
