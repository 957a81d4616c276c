import { printable } from '../../../mock/core/printable.js'
import type { Command } from '../command.js'
import { signInProviders } from './providers.js'
import { accountHelp, clientKey, plainly, readAccountWords, savedAuth } from './saved.js'

const help = `Deletes the tokens of an account. The provider is not informed: it may list the application until the user removes it there.

Usage: onair logout <provider> [options]

Providers: ${signInProviders.join(', ')}

Options:
${accountHelp}`

export const logout: Command = {
  help,
  async run(words, terminal) {
    const { provider, account, json, store } = await readAccountWords('logout', words, terminal)
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
