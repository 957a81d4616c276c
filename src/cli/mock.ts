import { once } from 'node:events'
import { ListenError, openMock, providerNames, type Definition, type Listening, type Mock } from '../../mock/index.js'
import { printable } from '../../mock/core/printable.js'
import { quoted } from '../../mock/core/quoted.js'
import { UsageError } from '../errors/on-air-error.js'
import { parseOptions, type Command, type Options, type Values } from './command.js'
import { entryLine } from './entry-line.js'
import { commandBelow, commandList } from './mock/index.js'
import type { CertificateFile } from './serve/certificate-file.js'
import { connectionTo } from './serve/connection.js'
import { readMockOptions } from './serve/mock-options.js'
import { readDefinitions, selectProviders } from './serve/providers.js'
import { envLines, startScreen, type Serving } from './serve/screen.js'
import type { Terminal } from './terminal.js'

const help = `Serves a mock of the providers over HTTP, with state, sign-in and rate limits; or controls a running one.

Usage: onair mock [options]
       onair mock <command> …

Where:
  --port <number>        Port to listen on; 0 takes any free one. Default: $PORT, or 4010
  --host <address>       Address to listen on. Default: 127.0.0.1
  --tls                  Serve HTTPS, with a certificate that is made at the start
  --forwarded            Take the origin of addresses from Forwarded or X-Forwarded-Proto and -Host; for a mock behind a reverse proxy
  --cors <origins>       Origins whose pages can read answers, separated by commas; or *

What:
  --provider <name>      Serve only this one; may be given several times. There are: ${providerNames.join(', ')}
  --with <module>        Also serve the definitions that a module exports; may be given several times
  --spec <path>          Also serve a mock of an OpenAPI document, from its examples: a file, or a folder with <name>/openapi.yaml
  --seed <file>          The data at the start, in YAML or JSON: accounts, clients, streams, by provider
  --redirect-uri <uri>   The redirect URI of the demo clients of all providers; may be given several times
  --policy <p.x=value>   Change the behavior of a provider: livepush.tokenType=Bearer; may be given several times
  --limits <on|off>      Whether calls over the providers' rate limits are refused. Default: on
  --clock <parts>        system, manual or jump; an instant to begin at; a speed: x60,2026-02-28T12:00Z. Default: system
  --state <file>         Continue from this file if it exists, and write it at the end. It does not include sandboxes

How:
  --env                  Print only lines for an .env file, and keep serving: onair mock --env > .env &
  --json                 Print one JSON object a line: first addresses and credentials, then each request
  --open                 Open the dashboard in the browser
  --show-secrets         Show secrets in the journal and in callbacks
  --help                 Show this help

Ctrl-C stops it. GET /_mock/health answers 200 once it serves.

Commands for a running mock (onair mock <command> --help):
${commandList()}
`

const options = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  tls: { type: 'boolean', default: false },
  forwarded: { type: 'boolean', default: false },
  cors: { type: 'string' },
  provider: { type: 'string', multiple: true },
  with: { type: 'string', multiple: true, default: [] as string[] },
  spec: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  policy: { type: 'string', multiple: true, default: [] as string[] },
  limits: { type: 'string', default: 'on' },
  clock: { type: 'string' },
  state: { type: 'string' },
  env: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  open: { type: 'boolean', default: false },
  'show-secrets': { type: 'boolean', default: false },
} as const satisfies Options

type MockValues = Values<typeof options>

export const mockCommand: Command = {
  help,
  find: commandBelow,
  async run(words, terminal) {
    const { values } = parseOptions('mock', words, options)
    const port = readPort(values, terminal)
    const served = selectProviders(values.provider, await readOwn(values))
    const mockOptions = await readMockOptions(values, served)
    const { stop } = terminal
    // With --env, the standard output is the file.
    const note = (text: string) => (values.env ? terminal.warn(text) : terminal.print(text))
    const log: typeof mockOptions.log = (entry) =>
      note(values.json ? json({ request: entry }) : entryLine(entry, terminal))
    const { mock, load } = openMock({ ...mockOptions, log })
    const certificate = values.tls
      ? await (await import('./serve/certificate-file.js')).createCertificateFile(values.host)
      : undefined
    try {
      const listening = await listen(mock, port, values, certificate)
      // The mock's errors about its options are about the arguments here.
      await load().catch((error: unknown) => {
        throw error instanceof RangeError ? new UsageError(error.message) : error
      })
      const { url, networkUrls, controlToken } = listening
      const serving: Serving = {
        url,
        dashboard: `${url}/_mock/`,
        networkUrls,
        controlToken,
        tls: certificate && { fingerprint: certificate.fingerprint, file: certificate.file },
        providers: await Promise.all(served.map((one) => connectionTo(one, mock, url))),
      }
      if (values.env) terminal.print(envLines(serving))
      else note(values.json ? json(serving) : startScreen(serving, terminal))
      if (values.open) await openDashboard(serving, terminal)
      if (!stop.aborted) await once(stop, 'abort')
      if (values.state !== undefined)
        await (await import('./serve/state-file.js')).writeState(values.state, mock.snapshot())
      return 0
    } finally {
      await mock.close()
      await certificate?.remove()
    }
  },
}

function readPort({ port }: MockValues, { env }: Terminal): number {
  const text = port ?? (env['PORT'] || '4010')
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new UsageError(`${port === undefined ? '$PORT' : '--port'} is a number from 0 to 65535, not ${quoted(text)}.`)
}

/** The user's own definitions. */
async function readOwn({ with: modules, spec: specs }: MockValues): Promise<readonly Definition[]> {
  const definitions = await Promise.all(modules.map(readDefinitions))
  if (specs.length === 0) return definitions.flat()
  const { mockSpecs } = await import('./serve/spec-option.js')
  return [...definitions, ...(await Promise.all(specs.map(mockSpecs)))].flat()
}

async function listen(mock: Mock, port: number, values: MockValues, tls?: CertificateFile): Promise<Listening> {
  const { host, forwarded, cors } = values
  try {
    return await mock.listen({
      port,
      host,
      forwarded,
      cors: cors?.split(',').map((origin) => origin.trim()),
      tls: tls && { key: tls.key, cert: tls.cert },
    })
  } catch (error) {
    if (!(error instanceof ListenError)) throw error
    if (error.code !== 'EADDRINUSE') throw new UsageError(error.message)
    const { describeListener } = await import('./serve/port-taken.js')
    throw new UsageError(await describeListener(host, port))
  }
}

async function openDashboard({ dashboard, controlToken }: Serving, terminal: Terminal): Promise<void> {
  const { openBrowser } = await import('./serve/open-browser.js')
  const address = controlToken === undefined ? dashboard : `${dashboard}?token=${controlToken}`
  if (!(await openBrowser(address)))
    terminal.warn(`onair: no browser could be opened. The dashboard is at ${dashboard}`)
}

const json = (value: unknown): string => printable(JSON.stringify(value))
