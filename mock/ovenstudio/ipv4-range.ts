/** A range of IPv4 addresses. */
export interface Ipv4Range {
  readonly address: number
  /** The number of leading bits that count. */
  readonly bits: number
}

/** Reads a range such as `192.0.2.0/24`, or one address. Null for any other text. */
export function readIpv4Range(text: string): Ipv4Range | null {
  const [base = '', bits = '32', ...rest] = text.split('/')
  const address = ipv4(base)
  const isRange = rest.length === 0 && /^(\d|[12]\d|3[0-2])$/.test(bits)
  return address !== null && isRange ? { address, bits: Number(bits) } : null
}

/** Whether an address is in a range. Every address, also IPv6, is in `0.0.0.0/0`. */
export function isWithin({ address, bits }: Ipv4Range, text: string): boolean {
  const other = ipv4(text.replace(/^::ffff:/i, ''))
  const size = 2 ** (32 - bits)
  return bits === 0 || (other !== null && Math.floor(address / size) === Math.floor(other / size))
}

function ipv4(text: string): number | null {
  const parts = text.split('.')
  const isAddress = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return isAddress ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : null
}
