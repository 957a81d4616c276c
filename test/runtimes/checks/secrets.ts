import { isOnAirError, staticToken } from 'onair'
import { dliveAuth } from 'onair/dlive'
import { kollusLiveAuth } from 'onair/kollus-live'
import { createLivepush, livepushAuth } from 'onair/livepush'
import { equal, failure, type Checks, type Place } from '../check.js'
import { openSandbox } from '../sandbox.js'

const SECRET = 'planted-secret'

/** Everything that can be made of an error and of what hangs on it. */
function shown(error: unknown, { inspect }: Place): string {
  const seen = new Set<unknown>()
  const parts: string[] = [inspect?.(error) ?? '']
  const visit = (value: unknown): void => {
    if (typeof value === 'string') parts.push(value)
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    parts.push(String(value), JSON.stringify(value) ?? '')
    for (const name of Reflect.ownKeys(value)) visit((value as Record<PropertyKey, unknown>)[name])
  }
  visit(error)
  return parts.join('\n')
}

/** What each runtime's own errors and console would tell. */
export const secrets: Checks = {
  async 'no error of a sign-in or a call shows a secret'(place) {
    const sandbox = await openSandbox(place)
    const { baseUrl } = sandbox.client
    const app = { clientId: 'app-1', clientSecret: SECRET, redirectUri: 'http://localhost:3000/callback' }
    const providers = [
      ['kollus-live', kollusLiveAuth, 'live:control'],
      ['dlive', dliveAuth, 'identity'],
      ['livepush', livepushAuth, 'streams.read'],
    ] as const
    const errors: unknown[] = []
    for (const [provider, create, scope] of providers) {
      for (const action of ['refused', 'drop', 'truncate', 'malformed', 'unreachable']) {
        if (!['refused', 'unreachable'].includes(action))
          await sandbox.control('/faults', { operation: `${provider}.exchangeToken`, action, times: 1 })
        const reach = action === 'unreachable' ? { baseUrl: place.closedUrl } : { baseUrl }
        const auth = create({ ...app, ...reach, clock: sandbox.client.clock })
        const { state } = await auth.begin({ account: 'alice', scopes: [scope as never] })
        const callback = `${app.redirectUri}?code=${SECRET}-code&state=${state}`
        errors.push(await failure(() => auth.complete(callback)))
      }
    }
    const livepush = createLivepush({ auth: staticToken(`${SECRET}-token`), baseUrl: place.closedUrl, retry: false })
    errors.push(await failure(() => livepush.call('listStreams')))
    equal(errors.map(isOnAirError).includes(false), false, 'a foreign error')
    const showing = errors.map((error) => shown(error, place)).filter((text) => text.includes(SECRET))
    equal(showing, [], 'errors with a secret')
  },
}
