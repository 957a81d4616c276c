import type { Credentials } from '../core/provider.js'
import type { Directory } from '../oauth/directory.js'
import type { ChannelSettings, Role, State } from './state.js'

/** The credentials of the default seed, with the tenant that a client must name. */
export interface KollusLiveCredentials extends Credentials {
  readonly serviceAccount: string
}

const redirectUri = 'http://localhost:3000/callback'

const settings = (title: string, more: Partial<ChannelSettings> = {}): ChannelSettings => ({
  title,
  customer_code: 'demo',
  concurrently_viewer_limit: 100,
  is_shared: 1,
  live_media_profile_group_key: 'pg-standard',
  meta_title_pattern: '[CHANNEL_TITLE]-[BROADCAST_COUNTING]',
  ...more,
})

/** What every mock begins with: one tenant, one account `alice`, one client, three channels. */
export function seed(state: State, directory: Directory, now: number): KollusLiveCredentials {
  const alice = addMember(state, directory, 'alice', 'super administrator', 'demo')
  state.addChannel(alice.serviceAccount, settings('Main stage', { recording_file_policy: 3 }), now)
  state.addChannel(alice.serviceAccount, settings('Second stage'), now)
  state.addChannel(alice.serviceAccount, settings('Rehearsal', { is_shared: 0 }), now)
  const client = directory.addClient({ name: 'Demo app', redirectUris: [redirectUri], ownerId: alice.user.id })
  return { clientId: client.id, clientSecret: client.secret, redirectUri, serviceAccount: 'demo' }
}

/** Adds an account with a role to a tenant, which is made when there is none of that key. */
export function addMember(state: State, directory: Directory, account: string, role: Role, key: string) {
  const user = directory.addUser(account)
  const serviceAccount = state.serviceAccounts.get(key) ?? { key, name: key[0]!.toUpperCase() + key.slice(1) }
  state.serviceAccounts.set(key, serviceAccount)
  const member = { user, serviceAccount, role }
  state.members.set(user.id, member)
  return member
}
