import type { MockOptions } from '../../../mock/index.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { readClock } from './clock-option.js'
import type { Served } from './providers.js'

/** The arguments that configure a mock and its data. */
export interface MockFlags {
  readonly seed?: string | undefined
  readonly 'redirect-uri'?: readonly string[] | undefined
  readonly policy: readonly string[]
  readonly limits: string
  readonly clock?: string | undefined
  readonly state?: string | undefined
  readonly 'show-secrets': boolean
}

/** The options from these arguments. Code that reads a file or validates a value against a definition loads on demand. */
export async function readMockOptions(flags: MockFlags, served: readonly Served[]): Promise<MockOptions> {
  const { limits, policy, clock, state } = flags
  if (limits !== 'on' && limits !== 'off') throw new UsageError(`--limits is 'on' or 'off', not ${quoted(limits)}.`)
  const names = served.map(({ name }) => name)
  return {
    providers: served.map(({ provider }) => provider) as NonNullable<MockOptions['providers']>,
    clock: clock === undefined ? 'system' : readClock(clock),
    showSecrets: flags['show-secrets'],
    ...(limits === 'off' && { limits: false }),
    ...(policy.length > 0 && { policy: await (await import('./policy-option.js')).readPolicy(policy, served) }),
    ...(state !== undefined && { state: await (await import('./state-file.js')).readState(state, names) }),
    seed: await seedOf(flags, served),
  }
}

async function seedOf({ seed: file, 'redirect-uri': uris }: MockFlags, served: readonly Served[]) {
  const seed = file === undefined ? {} : await (await import('./seed-file.js')).readSeed(file, served)
  return uris ? (await import('./redirect-uris.js')).withRedirectUris(seed, uris, served) : seed
}
