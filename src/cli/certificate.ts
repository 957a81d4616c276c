import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { generate } from 'selfsigned'

/** A key and its certificate, both in PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string
}

/** A self-signed certificate for these names and addresses. It is valid for a year. */
export async function createCertificate(hosts: readonly string[]): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'onair mock' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      // Node.js and curl trust it when they are given it as an authority.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: hosts.map(altName) },
    ],
  })
  return { key: made.private, cert: made.cert, fingerprint: new X509Certificate(made.cert).fingerprint256 }
}

const altName = (host: string) => (isIP(host) ? { type: 7 as const, ip: host } : { type: 2 as const, value: host })
