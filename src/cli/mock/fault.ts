import { printable } from '../../../mock/core/printable.js'
import type { Fault, FaultFilter, FaultOptions } from '../../../mock/index.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import { driver } from './drive.js'

const text = { type: 'string' } as const

/** Options whose values are numbers. */
const numbers = new Set(['status', 'retry-after', 'nth', 'times', 'bytes', 'bytes-per-second', 'code'])

const options = {
  phase: text,
  nth: text,
  times: text,
  status: text,
  'retry-after': text,
  duration: text,
  bytes: text,
  'bytes-per-second': text,
  code: text,
  reason: text,
}

/** `onair mock fault`: sets, lists and clears failures. */
export const fault = driver({
  name: 'fault',
  summary: 'Makes calls, sockets and callbacks fail.',
  usage: 'add <operation> <action> [options] | list | clear [<id> | <operation>]',
  examples: `onair mock fault add livepush.listStreams status --status 503 --retry-after 2 --times 1
onair mock fault add livepush.exchangeToken drop --phase after
onair mock fault add 'dlive.*' delay --duration 2s

Actions: status, delay, drop, truncate, malformed, slow; on sockets cut, close, mute; on callbacks drop, delay, duplicate, reorder`,
  options,
  optionsHelp: `  --phase <when>        before or after the work is done
  --nth <n>             From which call on. Default: 1
  --times <n>           On how many calls. Default: all, until it is cleared
  --status <n>, --retry-after <s>, --duration <d>, --bytes <n>, --bytes-per-second <n>, --code <n>, --reason <text>
                        What the action needs
`,
  positionals: { least: 1, most: 3 },
  async run({ mock, values, words: [verb, ...words] }) {
    switch (verb) {
      case 'add': {
        const [operation, action] = words
        if (action === undefined)
          throw new UsageError(
            'A fault needs an operation and an action: onair mock fault add livepush.listStreams drop',
          )
        const id = await mock.faults.add({ operation, action, ...fieldsOf(values) } as FaultOptions)
        return { json: { id }, text: `Fault ${id} is set.` }
      }
      case 'list': {
        const faults = await mock.faults.list()
        return { json: faults, text: faults.map(faultLine).join('\n') }
      }
      case 'clear': {
        const [which] = words
        const isId = which !== undefined && /^\d+$/.test(which)
        await mock.faults.clear(isId ? Number(which) : ({ operation: which } satisfies FaultFilter))
        const left = await mock.faults.list()
        return { json: left, text: left.length === 0 ? 'No fault is set.' : left.map(faultLine).join('\n') }
      }
      default:
        throw unknown('command', `fault ${verb}`, ['fault add', 'fault list', 'fault clear'])
    }
  },
})

/** The fields of a fault, as the options give them. */
function fieldsOf(values: Readonly<Record<string, string | boolean | undefined>>): object {
  const given = Object.keys(options).filter((name) => values[name] !== undefined)
  return Object.fromEntries(
    given.map((name) => {
      const value = values[name] as string
      const field = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (!numbers.has(name)) return [field, value]
      if (value === '' || Number.isNaN(Number(value)))
        throw new UsageError(`--${name} is a number, not ${quoted(value)}.`)
      return [field, Number(value)]
    }),
  )
}

function faultLine({ id, operation, action, calls, applied, ...fields }: Fault): string {
  const more = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
  return printable([String(id).padStart(3), operation, action, ...more, `(${applied} of ${calls} calls)`].join('  '))
}
