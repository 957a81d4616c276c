import type { AccessToken, TokenSource } from '../../src/auth/token.js'
import { createProvider } from '../../src/http/client.js'
import { radio as spec } from '../fixtures/radio.js'
import { manualClock } from './manual-clock.js'
import { scriptedFetch } from './scripted-fetch.js'
import type { Reply } from './scripted-fetch.js'

export const createRadio = createProvider(spec)

/** A source that hands out `values` in sequence: a rejection moves to the next one, and the last one repeats. */
export function tokens(...values: string[]): TokenSource & { readonly rejected: string[] } {
  const rejected: string[] = []
  return {
    rejected,
    async token({ rejected: refused } = {}): Promise<AccessToken> {
      if (refused !== undefined) {
        rejected.push(refused)
        if (values.length > 1) values.shift()
      }
      return { value: values[0]! }
    },
  }
}

type RadioOptions = Partial<Parameters<typeof createRadio>[0]>

/** A radio client over scripted replies and a manual clock. Default: no rate limit and no jitter. */
export function radio(replies: Reply[], options: RadioOptions = {}) {
  const clock = manualClock()
  const { fetch, sent } = scriptedFetch(...replies)
  const client = createRadio({
    station: 'one',
    auth: tokens('t1'),
    fetch,
    clock,
    limit: false,
    ...options,
    retry: options.retry === false ? false : { random: () => 0.5, ...options.retry },
  })
  return { client, clock, sent }
}
