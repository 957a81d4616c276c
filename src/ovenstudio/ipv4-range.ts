/** A range of IPv4 addresses. */
export interface Ipv4Range {
  readonly address: number
  /** Leading bits that count, 0 to 32. */
  readonly bits: number
}

/** An address (`203.0.113.7`, a range of one) or a range (`203.0.113.0/24`); undefined for anything else. */
export function ipv4Range(text: string): Ipv4Range | undefined {
  const [, octets, prefix = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text) ?? []
  if (octets === undefined) return undefined
  const numbers = octets.split('.').map(Number)
  // Some programs read a number with a leading zero as octal.
  const isPlain = [...octets.split('.'), prefix].every((number) => String(Number(number)) === number)
  const bits = Number(prefix)
  if (!isPlain || bits > 32 || numbers.some((number) => number > 255)) return undefined
  return { address: numbers.reduce((sum, number) => sum * 256 + number, 0), bits }
}

/** Whether `ip` is an IPv4 address within the range. False if it is unknown. The range of all addresses includes IPv6. */
export function isWithin(ip: string | undefined, { address, bits }: Ipv4Range): boolean {
  if (bits === 0) return true
  const one = ip === undefined ? undefined : ipv4Range(plainIpv4(ip))
  const size = 2 ** (32 - bits)
  return one?.bits === 32 && Math.floor(one.address / size) === Math.floor(address / size)
}

/** The range as CloudFront and OvenMediaEngine read it: always with its prefix. */
export function writeRange({ address, bits }: Ipv4Range): string {
  const octets = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255)
  return `${octets.join('.')}/${bits}`
}

/**
 * An IPv4 address that is written as IPv6 (`::ffff:203.0.113.7`, as Node.js reports it for a dual-stack socket; RFC 4291,
 * section 2.5.5.2) in its own form; any other text as it is.
 */
export function plainIpv4(text: string): string {
  const address = `http://[${text}]`
  const isIpv6 = /^[\d.:a-f]+$/i.test(text) && URL.canParse(address)
  const [, ...words] = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(isIpv6 ? new URL(address).hostname : '') ?? []
  const octets = words.flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 255])
  return octets.length ? octets.join('.') : text
}
