import { once } from 'node:events'
import type { OperationTable, Profile } from '../../specs/profile.js'
import {
  openMock,
  ListenError,
  providerNames,
  type OAuthCredentials,
  type JournalEntry,
  type Listening,
  type Mock,
  type ProviderName,
} from '../../mock/index.js'
import { quoted, withName } from '../../mock/core/quoted.js'
import { printable } from '../../mock/core/printable.js'
import { nearest } from '../http/nearest.js'
import { UsageError } from '../errors/on-air-error.js'
import { parseOptions, stopSignal, type Command } from './command.js'

const help = `Serves a mock of the providers over HTTP, with state, sign-in and rate limits.

Usage: onair mock [options]

Options:
  --port <number>      Port to listen on; 0 takes any free one. Default: 4010
  --host <address>     Address to listen on. Default: 127.0.0.1
  --trust-proxy        Begin addresses as X-Forwarded-Proto and X-Forwarded-Host say; for a mock behind a reverse proxy
  --provider <name>    Serve only this one; may be given several times. There are: ${providerNames.join(', ')}
  --limits <on|off>    Whether calls over the providers' rate limits are refused. Default: on
  --json               Print one JSON object a line: first the addresses and credentials, then each request.
  --help               This text.

Time runs with the machine's clock. Nothing is kept: a restart begins anew. Ctrl-C stops it.
GET /_mock/health answers 200 once it serves.
`

/** What a user needs to connect their own application. */
interface Connection {
  readonly provider: ProviderName
  readonly servers: Readonly<Record<string, string>>
  readonly console: string
  readonly consentPage?: string
  readonly account: { readonly name: string; readonly password: string }
  readonly credentials: Readonly<Record<string, string>>
}

export const mockCommand: Command = {
  help,
  async run(words) {
    const options = parseOptions('mock', words, {
      port: { type: 'string', default: '4010' },
      host: { type: 'string', default: '127.0.0.1' },
      'trust-proxy': { type: 'boolean', default: false },
      provider: { type: 'string', multiple: true },
      limits: { type: 'string', default: 'on' },
      json: { type: 'boolean', default: false },
    })
    const port = readPort(options.port)
    const providers = readProviders(options.provider)
    if (options.limits !== 'on' && options.limits !== 'off') {
      throw new UsageError(`--limits is 'on' or 'off', not ${quoted(options.limits)}.`)
    }
    const stop = stopSignal()
    const log = options.json ? printJson : printLine
    const limits = options.limits === 'off' ? { limits: false as const } : {}
    const { mock, load } = openMock({ providers, clock: 'system', log, ...limits })
    try {
      const listening = await mock.listen({ port, host: options.host, forwarded: options['trust-proxy'] })
      const { url, networkUrls } = listening
      await load()
      const connections = await Promise.all(providers.map((provider) => connection(mock, provider, url)))
      console.log(options.json ? json({ url, networkUrls, providers: connections }) : screen(listening, connections))
      if (!stop.aborted) await once(stop, 'abort')
      return 0
    } catch (error) {
      if (error instanceof ListenError) throw new UsageError(error.message)
      throw error
    } finally {
      await mock.close()
    }
  },
}

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port is a number from 0 to 65535, not ${quoted(text)}.`)
}

function readProviders(names: readonly string[] = providerNames): ProviderName[] {
  return names.map((name) => {
    const known = providerNames.find((provider) => provider === name)
    if (known) return known
    const near = nearest(name, providerNames)
    const hint = near ? `Did you mean '${near}'? ` : ''
    throw new UsageError(`There is no ${withName('provider', name)}. ${hint}There are: ${providerNames.join(', ')}.`)
  })
}

async function connection(mock: Mock, provider: ProviderName, url: string): Promise<Connection> {
  const { operations, profile } = await tables(provider)
  const credentials: Readonly<Record<string, string>> = mock.credentials(provider)
  const servers = Object.fromEntries(
    Object.entries(profile.servers).map(([name, own]) => {
      const address = `${url}/${provider}/${name}`
      return [name, own.startsWith('ws') ? address.replace(/^http/, 'ws') : address]
    }),
  )
  return {
    provider,
    servers,
    console: `${url}/${provider}/console`,
    ...(profile.oauth && { consentPage: consentPage(profile, operations, servers, credentials as OAuthCredentials) }),
    account: { name: 'alice', password: 'alice' },
    credentials,
  }
}

/** Where the seed's client asks the user for everything. */
function consentPage(
  { oauth, scopes }: Profile,
  operations: OperationTable,
  servers: Connection['servers'],
  { clientId, redirectUri }: OAuthCredentials,
): string {
  const { server, path } = operations[oauth!.authorize]!
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: Object.keys(scopes).join(oauth!.scopeSeparator),
    state: 'example',
  })
  return `${servers[server]}${path}?${query.toString()}`
}

/** The generated tables of a provider; its folder is named after it. */
const tables = async (provider: ProviderName) =>
  (await import(`../../generated/${provider}/operations.js`)) as { operations: OperationTable; profile: Profile }

function screen({ url, networkUrls }: Listening, connections: readonly Connection[]): string {
  const rows = connections.flatMap(({ provider, servers, console, consentPage, credentials }) => [
    [provider, 'servers', `${url}/${provider}/{${Object.keys(servers).join(',')}}`],
    ['', 'console page', console],
    ...(consentPage ? [['', 'consent page', consentPage]] : []),
    ['', 'credentials', Object.entries(credentials).flat().join(' ')],
  ])
  const [{ account } = { account: { name: '', password: '' } }] = connections
  return `onair mock on ${url}   (on its pages, log in as ${account.name}, password ${account.password})
${networkUrls.map((one) => `from other machines: ${one}\n`).join('')}
${rows.map(([provider, label, value]) => `${provider!.padEnd(13)}${label!.padEnd(14)}${value}`).join('\n')}

In your application, with onair      baseUrl: '${url}'
                     without onair   put the server addresses above in place of the provider's own
Ctrl-C stops it.
`
}

const json = (value: unknown): string => printable(JSON.stringify(value))

function printJson(entry: JournalEntry): void {
  console.log(json({ request: entry }))
}

function printLine({ at, method, path, status, reason }: JournalEntry): void {
  const time = new Date(at).toISOString().slice(11, 19)
  console.log(printable(`${time}  ${status}  ${method.padEnd(6)} ${path}${reason ? `   (${reason})` : ''}`))
}
