import { printable } from '../../../mock/core/printable.js'
import { listControls, listProviders, servedProvider } from './control-api.js'
import { usageOf } from './control.js'
import { driver } from './drive.js'

/** `onair mock controls`. */
export const controls = driver({
  name: 'controls',
  summary:
    'Lists the controls: actions on a provider that its API does not offer. Each is a command: onair mock <control> <provider> …',
  usage: '[<provider>] [options]',
  positionals: { most: 1 },
  async run({ api, words: [provider] }) {
    const names = provider === undefined ? await listProviders(api) : [await servedProvider(api, provider)]
    const found = await Promise.all(names.map(async (name) => ({ name, controls: await listControls(api, name) })))
    const text = found.flatMap(({ name, controls }) =>
      controls.map((one) => `${printable(usageOf(one, name))}\n    ${printable(one.summary)}`).join('\n'),
    )
    const json = Object.fromEntries(found.map(({ name, controls }) => [name, controls]))
    return { json, text: text.join('\n') }
  },
})
