import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCertificate, type Certificate } from '../certificate.js'

/** A certificate for the mock on a host, and the file in which clients find it while the mock runs. */
export interface CertificateFile extends Certificate {
  readonly file: string
  remove(): Promise<void>
}

export async function createCertificateFile(host: string): Promise<CertificateFile> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address) ?? [])
  const hosts = new Set(['localhost', '*.localhost', '127.0.0.1', '::1', ...addresses.map((one) => one.split('%')[0]!)])
  const certificate = await createCertificate([...hosts.add(host)])
  const folder = await mkdtemp(join(tmpdir(), 'onair-mock-'))
  const file = join(folder, 'certificate.pem')
  await writeFile(file, certificate.cert)
  return { ...certificate, file, remove: () => rm(folder, { recursive: true, force: true }) }
}
