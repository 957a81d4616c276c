import { printable } from '../../../mock/core/printable.js'
import { parseOptions, type Command } from '../command.js'
import { signInProvider, signInProviders } from './providers.js'
import { accountHelp, accountOptions, clientKey, openStore, plainly, savedAuth } from './saved.js'

const help = `Deletes the tokens of an account. The provider is not told: it may list the application until the user removes it there.

Usage: onair logout <provider> [options]

Providers: ${signInProviders.join(', ')}

Options:
${accountHelp}`

export const logout: Command = {
  help,
  async run(words, terminal) {
    const positionals = { least: 1, most: 1, usage: '<provider> [options]' }
    const { values, words: named } = parseOptions('logout', words, accountOptions, positionals)
    const { account, json } = values
    const provider = await signInProvider(named[0]!)
    const store = openStore(values.store, terminal)
    await plainly(async () => {
      const auth = await savedAuth(store, provider, account)
      await auth.forget(account)
      await store.delete(clientKey(provider.name, account))
    })
    const done = { provider: provider.name, account }
    terminal.print(printable(json ? JSON.stringify(done) : `${account} is signed out of ${provider.name}.`))
    return 0
  },
}
