import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { matches } from '../../../mock/core/journal/entry.js'
import { printable } from '../../../mock/core/printable.js'
import type { JournalEntry, JournalFilter, Message, RecordedExchange, RemoteSandbox } from '../../../mock/index.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { RefusedError } from '../command.js'
import { entryLine } from '../entry-line.js'
import type { Terminal } from '../terminal.js'
import { driver } from './drive.js'

/** `onair mock journal`: the requests that the mock received. */
export const journal = driver({
  name: 'journal',
  summary:
    'Shows the requests that the mock received. With an id, shows one with headers and bodies. Secrets are redacted.',
  usage: '[<id>] [options]',
  examples: `onair mock journal --provider dlive --limit 20
onair mock journal --follow --json`,
  options: {
    follow: { type: 'boolean', default: false },
    har: { type: 'string' },
    provider: { type: 'string' },
    operation: { type: 'string' },
    method: { type: 'string' },
    path: { type: 'string' },
    status: { type: 'string' },
    limit: { type: 'string' },
  },
  optionsHelp: `  --follow              Show each new request too, until Ctrl-C
  --har <file>          Write them to a file as an HTTP archive (HAR 1.2)
  --provider, --operation, --method, --status, --path <how it begins>
                        Only such requests
  --limit <n>           Only so many, the newest
`,
  positionals: { most: 1 },
  async run({ mock, values, words: [id], terminal }) {
    const { provider, operation, method, path } = values
    const status = readNumber('status', values.status)
    const filter: JournalFilter = {
      provider,
      operation,
      method: method?.toUpperCase(),
      path,
      status,
      limit: readNumber('limit', values.limit),
    }
    if (id !== undefined) return exchange(await mock.journal.entry(readNumber('id', id)!), id)
    if (values.har !== undefined) {
      const har = await mock.journal.har(filter)
      await writeFile(values.har, `${JSON.stringify(har, null, 2)}\n`)
      return {
        json: { file: values.har, entries: har.log.entries.length },
        text: printable(`${har.log.entries.length} requests are in ${values.har}.`),
      }
    }
    const show = (entry: JournalEntry) =>
      terminal.print(values.json ? printable(JSON.stringify(entry)) : entryLine(entry, terminal))
    if (values.follow) return follow(mock.journal, filter, show, terminal)
    for (const entry of await mock.journal.requests(filter)) show(entry)
    return undefined
  },
})

/** Shows the earlier requests, then each new one, without duplicates. */
async function follow(
  { requests, follow }: RemoteSandbox['journal'],
  filter: JournalFilter,
  show: (entry: JournalEntry) => void,
  { stop }: Terminal,
): Promise<undefined> {
  let last = 0
  const early: JournalEntry[] = []
  let take = (entry: JournalEntry): void => void early.push(entry)
  const end = await follow((entry) => take(entry))
  const showNew = (entry: JournalEntry) => {
    if (entry.id <= last || !matches(entry, filter)) return
    last = entry.id
    show(entry)
  }
  for (const entry of await requests(filter)) showNew(entry)
  take = showNew
  for (const entry of early) showNew(entry)
  if (!stop.aborted) await once(stop, 'abort')
  end()
  return undefined
}

function exchange(found: RecordedExchange | undefined, id: string) {
  if (!found) throw new RefusedError(`The journal has no request ${id}. It may have been dropped.`)
  const { request, response, query, nearest = [], ...entry } = found
  const text = [
    `${entry.method} ${entry.path}${query === '' ? '' : `?${query}`}`,
    ...messageLines(request),
    '',
    `${entry.status}${entry.reason === undefined ? '' : ` (${entry.reason})`}   evidence: ${entry.evidence}`,
    ...messageLines(response),
    ...nearest.map((one) => `near: ${one}`),
  ]
  return { json: found, text: text.map(printable).join('\n') }
}

const messageLines = ({ headers, body }: Message): string[] => [
  ...headers.map(([name, value]) => `${name}: ${value}`),
  ...(body === null || body === '' ? [] : ['', ...body.split('\n')]),
]

function readNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new UsageError(`${name === 'id' ? 'The id of a request' : `--${name}`} is a number, not ${quoted(text)}.`)
}
