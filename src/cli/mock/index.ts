import { nearest } from '../../http/nearest.js'
import { unknown, type Command } from '../command.js'

/** The commands that drive a mock that runs. Each loads on demand. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  controls: { summary: 'Lists the controls of a provider', load: async () => (await import('./controls.js')).controls },
  clock: {
    summary: 'Shows or moves its time: +31d, freeze, resume',
    load: async () => (await import('./clock.js')).clock,
  },
  fault: { summary: 'Adds, lists and clears failures', load: async () => (await import('./fault.js')).fault },
  journal: {
    summary: 'Shows the received requests; --follow',
    load: async () => (await import('./journal.js')).journal,
  },
  credentials: {
    summary: 'Shows the settings for an application',
    load: async () => (await import('./credentials.js')).credentials,
  },
  grant: { summary: 'Issues tokens without a browser', load: async () => (await import('./grant.js')).grant },
  approve: { summary: 'Consents to a sign-in as a user', load: async () => (await import('./approve.js')).approve },
  callbacks: {
    summary: 'Lists the sent callbacks; replay <id>',
    load: async () => (await import('./callbacks.js')).callbacks,
  },
  snapshot: { summary: 'Saves its whole state to a file', load: async () => (await import('./snapshot.js')).snapshot },
  restore: { summary: 'Restores its state from such a file', load: async () => (await import('./restore.js')).restore },
  reset: { summary: 'Resets everything', load: async () => (await import('./reset.js')).reset },
  sandboxes: { summary: 'Lists its sandboxes', load: async () => (await import('./sandboxes.js')).sandboxes },
}

/** A line for each. */
export const commandList = (): string =>
  [
    ['<control> <provider>', 'Runs a control of a provider: onair mock publish livepush <id>'],
    ...Object.entries(commands).map(([name, { summary }]) => [name, summary]),
  ]
    .map(([name, summary]) => `  ${name!.padEnd(22)} ${summary}`)
    .join('\n')

/** The command that the arguments start with. Undefined if they start with an option. Any other name counts as that of a control. */
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
