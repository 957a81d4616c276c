/** What the web applications beside this file do with Livepush. An account is stored under the name of its user. */
import { isOnAirError, unwrap } from 'onair'
import { createLivepush, livepushAuth } from 'onair/livepush'
import { fileStore } from 'onair/node'

const { LIVEPUSH_CLIENT_ID: clientId = '', LIVEPUSH_CLIENT_SECRET: clientSecret = '' } = process.env
const { ONAIR_URL: baseUrl, ONAIR_STORE = 'tokens.json' } = process.env
export const { LIVEPUSH_REDIRECT_URI: redirectUri = '' } = process.env

const auth = livepushAuth({ clientId, clientSecret, redirectUri, baseUrl, store: fileStore(ONAIR_STORE) })

/** Gives the address to send the user to. Keep `state` in the user's session. */
export const begin = (user: string) => auth.begin({ account: user, scopes: ['streams.read'] })

/** Takes the address that the user came back to, and the `state` of the session: only the user who began may complete. */
export async function complete(callback: string, state: string | undefined): Promise<void> {
  await auth.complete(callback, { state })
}

export async function streamNames(user: string): Promise<string[]> {
  const livepush = createLivepush({ auth: auth.account(user), baseUrl })
  return unwrap(await livepush.call('listStreams')).map(({ metadata }) => metadata?.name ?? 'Untitled')
}

const texts = new Map([
  ['reauthorization_required', 'Connect Livepush to see your streams.'],
  ['authorization_denied', 'You did not allow access to your streams.'],
  ['state_mismatch', 'This sign-in is not valid any more. Please start again.'],
])

/** What to tell the user. Any other error goes to the log: its message holds no secret. */
export function explain(error: unknown): { text: string; status: 403 | 502 } {
  const text = isOnAirError(error) && texts.get(error.code)
  if (text) return { text, status: 403 }
  console.error(error)
  return { text: 'Livepush can’t be used at the moment. Please try again later.', status: 502 }
}
