import { parseOptions, type Command } from '../command.js'
import { signInProvider, signInProviders } from './providers.js'
import { accountHelp, accountOptions, openStore, plainly, savedAuth } from './saved.js'

const help = `Prints a valid access token of an account that onair login has signed in. It is renewed first if it is due.

Usage: onair token <provider> [options]

Providers: ${signInProviders.join(', ')}

  curl -H "authorization: Bearer $(onair token livepush)" …

Options:
${accountHelp}`

export const token: Command = {
  help,
  async run(words, terminal) {
    const positionals = { least: 1, most: 1, usage: '<provider> [options]' }
    const { values, words: named } = parseOptions('token', words, accountOptions, positionals)
    const provider = await signInProvider(named[0]!)
    const store = openStore(values.store, terminal)
    await plainly(async () => {
      const auth = await savedAuth(store, provider, values.account)
      const { value, expiresAt, scopes } = await auth.account(values.account).token()
      terminal.print(values.json ? JSON.stringify({ accessToken: value, expiresAt, scopes }) : value)
    })
    return 0
  },
}
