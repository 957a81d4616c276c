import type { Listening } from '../../../mock/index.js'
import { printable } from '../../../mock/core/printable.js'
import { paint, type Terminal } from '../terminal.js'
import { variableOf } from '../variable.js'
import type { ConnectionDetails } from './connection.js'

/** A running mock, as its user sees it. */
export interface Serving extends Pick<Listening, 'url' | 'networkUrls' | 'controlToken'> {
  readonly dashboard: string
  readonly tls?: { readonly fingerprint: string; readonly file: string } | undefined
  readonly providers: readonly ConnectionDetails[]
}

/** The output at the start: all addresses, and what an application needs. */
export function startScreen(
  { url, networkUrls, controlToken, dashboard, tls, providers }: Serving,
  terminal: Terminal,
): string {
  const quiet = (text: string) => paint(terminal, 'dim', text)
  const width = Math.max(12, ...providers.map(({ provider }) => provider.length + 2))
  const row = (label: string, value: string) => `${label.padEnd(width)}${value}`
  const link = (address: string) => paint(terminal, 'cyan', printable(address))
  return [
    `${paint(terminal, ['bold', 'green'], 'onair mock')} on ${paint(terminal, 'bold', url)}`,
    row('dashboard', link(dashboard)),
    ...networkUrls.map((one) => row('network', link(one))),
    ...(controlToken === undefined
      ? []
      : [row('token', `${controlToken}   ${quiet('for the dashboard and the control API')}`)]),
    ...(tls ? [row('certificate', tls.fingerprint), row('', `NODE_EXTRA_CA_CERTS=${tls.file}`)] : []),
    '',
    ...providers.flatMap(({ provider, servers, credentials }) => [
      paint(terminal, 'bold', provider.padEnd(width)) + quiet(`${url}/${provider}/{${Object.keys(servers).join(',')}}`),
      ...(Object.keys(credentials).length > 0 ? [row('', printable(entriesOf(credentials)))] : []),
    ]),
    '',
    `With onair, give a client baseUrl: '${url}'. Without, use the addresses above in place of the provider's own.`,
    quiet('Ctrl-C stops it.'),
  ].join('\n')
}

const entriesOf = (credentials: ConnectionDetails['credentials']): string =>
  Object.entries(credentials)
    .map((pair) => pair.join(' '))
    .join('  ')

/** The lines of an `.env` file: `LIVEPUSH_CLIENT_ID=…`. */
export const envLines = ({ url, controlToken, tls, providers }: Serving): string =>
  [
    ['ONAIR_URL', url],
    ...(controlToken === undefined ? [] : [['ONAIR_TOKEN', controlToken]]),
    ...(tls ? [['NODE_EXTRA_CA_CERTS', tls.file]] : []),
    ...providers.flatMap(({ provider, credentials }) =>
      Object.entries(credentials).map(([name, value]) => [variableOf(provider, name), value]),
    ),
  ]
    .map(([name, value]) => `${name}=${/^[\w.:/@+-]*$/.test(value!) ? value : JSON.stringify(value)}`)
    .map(printable)
    .join('\n')
