import type { Command } from '../command.js'
import { signInProviders } from './providers.js'
import { accountHelp, plainly, readAccountWords, savedAuth } from './saved.js'

const help = `Prints a valid access token of an account that onair login has signed in. It is renewed first if it is due.

Usage: onair token <provider> [options]

Providers: ${signInProviders.join(', ')}

  curl -H "authorization: Bearer $(onair token livepush)" …

Options:
${accountHelp}`

export const token: Command = {
  help,
  async run(words, terminal) {
    const { provider, account, json, store } = await readAccountWords('token', words, terminal)
    await plainly(async () => {
      const auth = await savedAuth(store, provider, account)
      const { value, expiresAt, scopes } = await auth.account(account).token()
      terminal.print(json ? JSON.stringify({ accessToken: value, expiresAt, scopes }) : value)
    })
    return 0
  },
}
