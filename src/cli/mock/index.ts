import { nearest } from '../../http/nearest.js'
import { unknown, type Command } from '../command.js'

/** The commands that drive a mock that runs. Each loads on demand. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  controls: { summary: 'What can be done to a provider', load: async () => (await import('./controls.js')).controls },
  clock: { summary: 'Its time: +31d, freeze, resume', load: async () => (await import('./clock.js')).clock },
  fault: { summary: 'Failures: add, list, clear', load: async () => (await import('./fault.js')).fault },
  journal: { summary: 'The requests it had; --follow', load: async () => (await import('./journal.js')).journal },
  credentials: {
    summary: 'What an application needs',
    load: async () => (await import('./credentials.js')).credentials,
  },
  grant: { summary: 'Tokens without a browser', load: async () => (await import('./grant.js')).grant },
  approve: { summary: "A user's click on a consent page", load: async () => (await import('./approve.js')).approve },
  callbacks: { summary: 'What it sent; replay <id>', load: async () => (await import('./callbacks.js')).callbacks },
  snapshot: { summary: 'All that it knows, as a file', load: async () => (await import('./snapshot.js')).snapshot },
  restore: { summary: 'Goes on from such a file', load: async () => (await import('./restore.js')).restore },
  reset: { summary: 'Back to the beginning', load: async () => (await import('./reset.js')).reset },
  sandboxes: { summary: 'Those that there are', load: async () => (await import('./sandboxes.js')).sandboxes },
}

/** A line for each. */
export const commandList = (): string =>
  [
    ['<control> <provider>', 'A control of a provider: onair mock publish livepush <id>'],
    ...Object.entries(commands).map(([name, { summary }]) => [name, summary]),
  ]
    .map(([name, summary]) => `  ${name!.padEnd(22)} ${summary}`)
    .join('\n')

/** The command that the arguments start with. Undefined if they start with an option. A name that is not a command is a control's. */
export async function commandBelow([name, ...rest]: readonly string[]): Promise<
  readonly [Command, readonly string[]] | undefined
> {
  if (name === undefined || name.startsWith('-')) return undefined
  if (Object.hasOwn(commands, name)) return [await commands[name]!.load(), rest]
  const names = Object.keys(commands)
  // A control's name is followed by a provider's.
  const isControl = rest[0] !== undefined && !rest[0].startsWith('-')
  if (!isControl) {
    const hint = nearest(name, names)
      ? 'See onair mock --help.'
      : `If it is a control, its provider is missing: onair mock ${name} livepush. See onair mock --help.`
    throw unknown('command', name, names, hint)
  }
  const { control } = await import('./control.js')
  return [control(name, names), rest]
}
