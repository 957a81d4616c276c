import { printable } from '../../../mock/core/printable.js'
import { parseOptions, type Command } from '../command.js'
import { signInProviders } from './providers.js'
import { accountHelp, accountOptions, openStore, plainly } from './saved.js'

const { account: _account, ...options } = accountOptions
const help = `Lists the accounts that onair login has signed in.

Usage: onair accounts [options]

Options:
${accountHelp.slice(accountHelp.indexOf('  --store'))}`

export const accounts: Command = {
  help,
  async run(words, terminal) {
    const { values } = parseOptions('accounts', words, options)
    const store = openStore(values.store, terminal)
    const found = await plainly(async () => {
      const lists = signInProviders.map(async (provider) => {
        const prefix = `cli/${provider}/`
        const keys = await store.keys(prefix)
        return keys.map((key) => ({ provider, account: decodeURIComponent(key.slice(prefix.length)) }))
      })
      return (await Promise.all(lists)).flat()
    })
    if (values.json) terminal.print(JSON.stringify(found))
    else if (found.length === 0) terminal.warn(`No one is signed in. Run: onair login ${signInProviders[0]}`)
    else for (const { provider, account } of found) terminal.print(printable(`${provider.padEnd(13)} ${account}`))
    return 0
  },
}
