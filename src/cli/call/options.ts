import type { Options } from '../command.js'

/** The options of every call. */
export const callOptions = {
  json: { type: 'string' },
  form: { type: 'string', short: 'F', multiple: true },
  'data-binary': { type: 'string' },
  account: { type: 'string' },
  'token-env': { type: 'string' },
  'base-url': { type: 'string' },
  server: { type: 'string', multiple: true },
  store: { type: 'string' },
  output: { type: 'string', short: 'o' },
  include: { type: 'boolean', short: 'i', default: false },
} as const satisfies Options

/** The option for a parameter: its name, or `param-<name>` if an option of every call has that name. */
export const optionOf = (name: string): string =>
  Object.hasOwn(callOptions, name) || name === 'help' ? `param-${name}` : name
