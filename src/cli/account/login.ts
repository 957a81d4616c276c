import { printable } from '../../../mock/core/printable.js'
import { isOnAirError, UsageError } from '../../errors/on-air-error.js'
import type { Grant } from '../../auth/login.js'
import { untilAborted } from '../../store/until-aborted.js'
import { parseOptions, type Command } from '../command.js'
import type { Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'
import { openBrowser } from '../serve/open-browser.js'
import { listenForCallback, type OnCallback } from './callback-server.js'
import { signInProvider, signInProviders } from './providers.js'
import { accountHelp, accountOptions, clientKey, openStore, plainly, type SavedClient } from './saved.js'

const help = `Signs a user in through the browser, and keeps the tokens for the other commands.

Usage: onair login <provider> [options]

Providers: ${signInProviders.join(', ')}

Options:
  --client-id <id>         The id of the application. Default: $LIVEPUSH_CLIENT_ID, by the provider's name. Its secret is read from
                           $LIVEPUSH_CLIENT_SECRET only
  --redirect-uri <url>     The registered redirect URI. Default: $LIVEPUSH_REDIRECT_URI, or http://127.0.0.1 with a free port
  --scope <scope>          Request this scope; may be given several times. Default: all scopes of the provider
  --base-url <url>         The address of a mock. Default: the provider's own
  --no-open                Only print the address
${accountHelp}
If the browser runs on another machine, copy the address that it ends at and paste it here.
`

export const login: Command = {
  help,
  async run(words, terminal) {
    const { values, words: named } = parseOptions(
      'login',
      words,
      {
        ...accountOptions,
        'client-id': { type: 'string' },
        'redirect-uri': { type: 'string' },
        scope: { type: 'string', multiple: true },
        'base-url': { type: 'string' },
        'no-open': { type: 'boolean', default: false },
      },
      { least: 1, most: 1, usage: '<provider> [options]' },
    )
    const { account, json } = values
    const provider = await signInProvider(named[0]!)
    const variable = (name: string) => variableOf(provider.name, name)
    const wanted = (name: string, option?: string) => {
      const value = option ?? terminal.env[variable(name)]
      if (value) return value
      throw new UsageError(
        `Set $${variable(name)} to the value that the provider gave you when you registered your application.`,
      )
    }
    const baseUrl = values['base-url']
    const client: SavedClient = {
      clientId: wanted('CLIENT_ID', values['client-id']),
      clientSecret: wanted('CLIENT_SECRET'),
      ...(baseUrl !== undefined && { baseUrl }),
    }
    const store = openStore(values.store, terminal)

    const over = new AbortController()
    const { finished, onCallback } = completion((address) => auth.complete(address))
    const registered = values['redirect-uri'] ?? terminal.env[variable('REDIRECT_URI')]
    const server = await listenForCallback(registered, onCallback)
    const redirectUri = server?.redirectUri ?? registered
    const auth = provider.createAuth({ ...client, redirectUri, store })
    try {
      const grant = await plainly(async () => {
        const { url } = await auth.begin({ account, scopes: values.scope ?? provider.scopes })
        terminal.warn(`Sign in here:\n\n  ${url}\n`)
        if (!server) terminal.warn('Then paste the address that the browser ends at.')
        if (!values['no-open']) await openBrowser(url)
        void paste(terminal.lines(over.signal), onCallback, terminal)
        return untilAborted(finished, terminal.stop)
      })
      await store.set(clientKey(provider.name, account), client)
      const { scopes, expiresAt, refreshable } = grant
      const end = expiresAt === undefined ? '' : `, until ${new Date(expiresAt).toISOString()}`
      terminal.print(
        printable(
          json
            ? JSON.stringify({ provider: provider.name, account, scopes, expiresAt, refreshable })
            : `${account} is signed in to ${provider.name}${refreshable ? '' : end}, with ${scopes.join(', ') || 'no scopes'}.`,
        ),
      )
      return 0
    } catch (error) {
      if (terminal.stop.aborted) return 130
      throw error
    } finally {
      server?.close()
      over.abort()
    }
  },
}

/** The end of a sign-in, from the first callback. */
function completion(complete: (address: string) => Promise<Grant>) {
  let finish!: (grant: Grant) => void
  let fail!: (error: unknown) => void
  const finished = new Promise<Grant>((resolve, reject) => ([finish, fail] = [resolve, reject]))
  const onCallback: OnCallback = async (address) => {
    try {
      finish(await complete(address))
      return { text: 'You are signed in. You can close this window.', isOver: true }
    } catch (error) {
      const text = isOnAirError(error) ? error.message : 'The sign-in failed.'
      // An address that is not this sign-in's callback does not end it: another page may have sent it, or the paste was wrong.
      const isOver = !isOnAirError(error) || !['state_mismatch', 'auth'].includes(error.code)
      if (isOver) fail(error)
      return { text, isOver }
    }
  }
  return { finished, onCallback }
}

async function paste(lines: AsyncIterable<string>, onCallback: OnCallback, terminal: Terminal): Promise<void> {
  for await (const line of lines) {
    if (line.trim() === '') continue
    const { text, isOver } = await onCallback(line.trim())
    if (isOver) return
    terminal.warn(printable(text))
  }
}
