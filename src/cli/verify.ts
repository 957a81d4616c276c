import { writeFile } from 'node:fs/promises'
import { printable } from '../../mock/core/printable.js'
import { accountHelp, accountOptions, openStore, plainly } from './account/saved.js'
import { parseOptions, readPairs, type Command } from './command.js'
import { callableProvider, callableProviders } from './call/providers.js'
import { accessTo, clientOptionsOf, keysOf, requireServers } from './verify/target.js'

const help = `Sends the safe reads to a provider, and checks every answer against the spec with Ajv and Prism. It keeps to the provider's limits,
and prints where answer and spec differ.

Usage: onair verify <provider> [options]

Providers: ${callableProviders.join(', ')}
Or the path of an OpenAPI document: ./openapi.yaml

It signs in with $LIVEPUSH_ACCESS_TOKEN, by the provider's name, or as the account that onair login has signed in. API keys of a document come
from $ACME_API_KEY, and HTTP Basic from $ACME_USERNAME and $ACME_PASSWORD. Operations that need a file are not called.

Options:
  --base-url <url>         The address of a mock or a proxy. Default: the provider's own
  --server <name=url>      The address of one server: api=https://studio.example.com; may be given several times
  --write                  Also create, read, change and delete resources. It changes and deletes only those that it created
  --only <operation>       Report only on this operation; may be given several times
  --param <name=value>     A value for a parameter or a field: channel_key=abc or getChannel.channel_key=abc; may be given several times
  --page <file>            Also write the report as an HTML page
${accountHelp}
Exit codes: 0 without a difference, 1 with one or if nothing could be called, 2 for wrong arguments, 130 after Ctrl-C, which prints
the report so far.
`

export const verifyCommand: Command = {
  help,
  async run(words, terminal) {
    const { values, words: named } = parseOptions(
      'verify',
      words,
      {
        ...accountOptions,
        'base-url': { type: 'string' },
        server: { type: 'string', multiple: true, default: [] as string[] },
        write: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] as string[] },
        param: { type: 'string', multiple: true, default: [] as string[] },
        page: { type: 'string' },
      },
      { least: 1, most: 1, usage: '<provider> [options]' },
    )
    const { account, json, only, write, page } = values
    const provider = await callableProvider(named[0]!)
    const { spec } = provider
    const given = readPairs('param', values.param)
    const servers = Object.fromEntries(readPairs('server', values.server))
    const clientOptions = clientOptionsOf(spec, { env: terminal.env, given })
    const keys = keysOf(spec, terminal.env)
    const store = openStore(values.store, terminal)
    const { verifyProvider } = await import('./verify/verify-provider.js')
    const report = await plainly(async () => {
      const access = await accessTo(provider, {
        account,
        store,
        env: terminal.env,
        baseUrl: values['base-url'],
        servers,
      })
      if (access.baseUrl === undefined) await requireServers(spec, servers)
      return verifyProvider(spec, {
        ...access,
        servers,
        clientOptions,
        keys,
        given,
        only,
        write,
        signal: terminal.stop,
        progress: (line) => terminal.warn(printable(line)),
      })
    })
    const { headline, textReport } = await import('./verify/text-report.js')
    if (page !== undefined) {
      const { pageReport } = await import('./verify/page-report.js')
      await writeFile(page, pageReport(report))
    }
    terminal.print(json ? printable(JSON.stringify(report)) : textReport(report, terminal))
    if (!report.isComplete) return 130
    const isUnseen = report.operations.every(({ statuses }) => statuses.every((status) => status >= 300))
    if (isUnseen) terminal.warn(`onair: no operation succeeded, so nothing was verified. ${headline(report)}`)
    const hasDrift = report.operations.some(({ findings }) => findings.length > 0)
    return hasDrift || isUnseen || report.leftBehind.length > 0 ? 1 : 0
  },
}
