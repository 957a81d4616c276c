import type { Credentials } from '../core/provider.js'
import type { Directory } from '../oauth/directory.js'
import type { Account } from './entities.js'
import { must } from '../core/validate.js'
import type { State } from './state.js'

const redirectUri = 'http://localhost:3000/callback'
const hour = 3_600_000
const day = 24 * hour

/** Followers of alice's who cannot log in: with bob they are 25, more than a page. */
const crowd = 24

/**
 * What every mock begins with: alice, a partner with a channel that streamed yesterday; bob, who follows and subscribes to her; carol,
 * who does neither; a bot's account; a crowd to page through; and one app.
 */
export function seed(state: State, directory: Directory, now: number): Credentials {
  const year = now - 365 * day
  const alice = addAccount(state, directory, { username: 'alice', displayname: 'Alice' }, year)
  alice.partnerStatus = 'VERIFIED_PARTNER'
  const bob = addAccount(state, directory, { username: 'bob', displayname: 'Bob' }, year)
  addAccount(state, directory, { username: 'carol', displayname: 'Carol' }, now - day)
  addAccount(state, directory, { username: 'chatbot', displayname: 'ChatBot', isBot: true }, year)

  state.follow(bob, alice, now - 100 * day)
  state.subscribe(bob, alice, 3)
  for (let n = 1; n <= crowd; n++) {
    const name = `Fan${String(n).padStart(2, '0')}`
    const since = now - (crowd + 1 - n) * day
    const fan = state.addAccount({ user: null, username: name.toLowerCase(), displayname: name }, since)
    state.follow(fan, alice, since)
  }

  const { template } = alice.channel
  const permlink = state.permlink(alice)
  state.pastBroadcasts.set(permlink, {
    permlink,
    creator: alice,
    title: 'Yesterday’s stream',
    category: template.category,
    language: template.language,
    createdAt: String(now - day - 2 * hour),
    length: '7200',
    endedAt: now - day,
    comments: [],
  })
  alice.lastStreamedAt = String(now - day)

  const client = directory.addClient({ name: 'Demo app', redirectUris: [redirectUri], ownerId: alice.user!.id })
  return { clientId: client.id, clientSecret: client.secret, redirectUri }
}

/** What is chosen of an account; its password is its username. */
export interface AccountFields {
  readonly username: string
  readonly displayname: string
  readonly isBot?: boolean | undefined
  readonly emailVerified?: boolean | undefined
}

/** Adds an account that can log in. Throws a `RangeError` for a name that somebody has or nobody can have. */
export function addAccount(
  state: State,
  directory: Directory,
  { username, displayname, isBot = false, emailVerified = true }: AccountFields,
  now: number,
): Account {
  must(
    typeof username === 'string' && /^[a-z0-9_-]+$/.test(username),
    `A username is of lowercase letters, digits, _ and -, unlike '${username}'`,
  )
  must(!state.accounts.has(username), `Somebody has the username '${username}' already`)
  requireDisplayname(state, displayname)
  const user = directory.addUser(username)
  return state.addAccount({ user, username, displayname, role: isBot ? 'Bot' : 'None', emailVerified }, now)
}

/** Throws a `RangeError` for a display name that somebody else has in whatever case, or that is none. */
export function requireDisplayname(state: State, displayname: string, of?: Account): void {
  must(typeof displayname === 'string' && displayname.trim() !== '', 'A display name is a text, and not empty')
  const holder = state.byDisplayname(displayname)
  must(!holder || holder === of, `Somebody has the display name '${displayname}' already`)
}
