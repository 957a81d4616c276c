import { basicCredentials } from '../../auth/basic-credentials.js'
import { staticToken } from '../../auth/static.js'
import type { TokenSource } from '../../auth/token.js'
import { UsageError } from '../../errors/on-air-error.js'
import { signInProvider, signInProviders } from '../account/providers.js'
import { openStore, savedClientAt } from '../account/saved.js'
import type { Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'
import type { Callable } from './callable.js'
import type { CallableProvider } from './providers.js'

/** The words that say whose token is sent, and where to. */
interface Words {
  readonly account?: string | undefined
  readonly store?: string | undefined
  readonly 'token-env'?: string | undefined
  readonly 'base-url'?: string | undefined
  readonly server?: readonly string[] | undefined
}

/**
 * The tokens of a signed-in account, or one token from an environment variable. The tokens of an account go only to the address that
 * `onair login` has got them from.
 */
export async function sourceOf(
  { name, spec, isOwn = false }: CallableProvider,
  { authorization }: Pick<Callable, 'authorization'>,
  { account, store: file, 'token-env': named, 'base-url': baseUrl, server }: Words,
  terminal: Terminal,
): Promise<{ readonly auth?: TokenSource; readonly baseUrl?: string | undefined }> {
  if (authorization === 'none') return { baseUrl }
  if (authorization === 'password') return { auth: passwordOf(name, terminal), baseUrl }
  const variable = named ?? variableOf(name, 'accessToken')
  const token = named === undefined && account !== undefined ? undefined : terminal.env[variable]
  if (token) return { auth: staticToken(token, { warn: (message) => terminal.warn(message) }), baseUrl }
  if (named !== undefined)
    throw new UsageError(`$${named} is not set. --token-env names a variable that holds a token.`)
  // The operation may have API keys, or need nothing. If it does not, the client says what it needs.
  if (isOwn && spec.profile.auth === 'optional') return { baseUrl }
  if (isOwn) throw new UsageError(`Set $${variable} to an access token of ${spec.profile.title}.`)
  if (!signInProviders.includes(name))
    throw new UsageError(`${spec.profile.title} has no sign-in. Set $${variable} to an access token from its console.`)
  if (server)
    throw new UsageError(`--server takes no token of an account: set $${variable} to the token to send there.`)
  const id = account ?? 'default'
  const store = openStore(file, terminal)
  const client = await savedClientAt(store, name, id, baseUrl)
  const { createAuth } = await signInProvider(name)
  return { auth: createAuth({ ...client, store }).account(id), baseUrl: client.baseUrl }
}

/** The user name and the password of HTTP Basic, from the environment. */
function passwordOf(provider: string, { env }: Terminal): TokenSource {
  const [username, password] = ['username', 'password'].map((name) => {
    const variable = variableOf(provider, name)
    if (env[variable]) return env[variable]
    throw new UsageError(`Set $${variable}: the call needs a user name and a password.`)
  })
  return basicCredentials(username!, password!)
}
