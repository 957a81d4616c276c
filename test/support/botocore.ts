import { spawnSync } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'

const python = (...parameters: readonly string[]) => ({
  run: (input: string) => spawnSync('python3', parameters, { input, encoding: 'utf8', timeout: 20_000 }),
})

/** Whether AWS's own signer is available: python3 with botocore. */
export const hasBotocore = python('-c', 'import botocore.signers').run('').status === 0

/** The input for botocore. Times are epoch seconds. Without `custom` the policy is canned. */
export interface BotocoreCase {
  readonly url: string
  readonly until: number
  /** The arguments of `build_policy`, or a policy as text. */
  readonly custom?: string | { readonly resource: string; readonly from?: number; readonly ip?: string }
}

/** The URLs that botocore signs with an RSA key. */
export function signWithBotocore(keyPairId: string, privateKey: string, cases: readonly BotocoreCase[]): string[] {
  const { n, d } = createPrivateKey(privateKey).export({ format: 'jwk' })
  const { stdout, stderr } = python('test/ovenstudio/botocore_sign.py').run(JSON.stringify({ n, d, keyPairId, cases }))
  if (!stdout) throw new Error(`botocore did not sign: ${stderr}`)
  return JSON.parse(stdout) as string[]
}
