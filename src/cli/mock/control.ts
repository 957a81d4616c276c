import { parseArgs } from 'node:util'
import { nearest } from '../../http/nearest.js'
import { unknown, type Command } from '../command.js'
import { fieldsOf, optionName, readInput, requiredOf, typesOf, type FieldSchema } from './control-input.js'
import { listControls, servedProvider, type ControlInfo } from './control-api.js'
import { commonHelp, commonOptions, connect, print, refusing } from './drive.js'

/** `onair mock <control> <provider> …`: any control of a provider, from the schema of its input in the mock. */
export function control(name: string, commands: readonly string[]): Command {
  return {
    help: null,
    async run([provider = '', ...words], terminal) {
      // Only the common options are known yet. The mock lists the others.
      const { values } = parseArgs({
        args: [...words],
        options: { ...commonOptions, help: { type: 'boolean', short: 'h' } },
        strict: false,
      })
      const given = values as { url?: string; token?: string; sandbox?: string; json: boolean; help?: boolean }
      const { mock, api } = await connect(given, terminal)
      const controls = await listControls(api, await servedProvider(api, provider))
      const found = controls.find((one) => one.name === name)
      if (!found) {
        const names = controls.map((one) => one.name)
        // A misspelled command is a better suggestion than any control.
        throw nearest(name, names)
          ? unknown(`control of ${provider}`, name, names)
          : unknown('command', name, [...commands, ...names])
      }
      if (given.help) {
        terminal.print(helpOf(found, provider))
        return 0
      }
      const run = mock.provider(provider as never).controls as Readonly<
        Record<string, (input: object) => Promise<unknown>>
      >
      const input = readInput(found, provider, words)
      const output = await refusing(() => run[name]!(input))
      print({ json: output, text: output === null ? '' : JSON.stringify(output, null, 2) }, given, terminal)
      return 0
    },
  }
}

/** How a control is called: `onair mock publish livepush <streamId>`. */
export function usageOf(control: ControlInfo, provider: string): string {
  const required = requiredOf(control)
  const isOptional = Object.keys(fieldsOf(control)).some((name) => !required.includes(name))
  const words = [...required.map((name) => `<${name}>`), ...(isOptional ? ['[options]'] : [])]
  return ['onair mock', control.name, provider, ...words].join(' ')
}

const helpOf = (control: ControlInfo, provider: string): string => `${control.summary}

Usage: ${usageOf(control, provider)}

Input:
${Object.entries(fieldsOf(control))
  .map(([name, schema]) =>
    `  --${`${optionName(name)} <${kindOf(schema)}>`.padEnd(30)} ${describe(control, name, schema)}`.trimEnd(),
  )
  .join('\n')}
  --input <json>                   All of it as one object

Options:
${commonHelp}`

const kindOf = ({ enum: values, ...schema }: FieldSchema): string =>
  values ? values.join('|') : typesOf(schema).join('|') || 'value'

const describe = (control: ControlInfo, name: string, { description = '', default: usual }: FieldSchema): string =>
  [
    description,
    ...(requiredOf(control).includes(name) ? ['Required.'] : []),
    ...(usual === undefined ? [] : [`Default: ${JSON.stringify(usual)}`]),
  ]
    .filter((text) => text !== '')
    .join(' ')
