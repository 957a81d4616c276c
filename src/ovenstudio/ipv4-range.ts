/** A range of IPv4 addresses. */
export interface Ipv4Range {
  readonly address: number
  /** Leading bits that count, 0 to 32. */
  readonly bits: number
}

/** An address (`203.0.113.7`, a range of one) or a range (`203.0.113.0/24`); undefined for anything else. */
export function ipv4Range(text: string): Ipv4Range | undefined {
  const [, octets, prefix] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? []
  if (octets === undefined) return undefined
  const numbers = octets.split('.').map(Number)
  const bits = prefix === undefined ? 32 : Number(prefix)
  if (bits > 32 || numbers.some((number) => number > 255)) return undefined
  return { address: numbers.reduce((sum, number) => sum * 256 + number, 0), bits }
}

/** Whether `ip` is an IPv4 address within the range; false where it is unknown. */
export function isWithin(ip: string | undefined, { address, bits }: Ipv4Range): boolean {
  const one = ip === undefined ? undefined : ipv4Range(ip)
  const size = 2 ** (32 - bits)
  return one?.bits === 32 && Math.floor(one.address / size) === Math.floor(address / size)
}
