import { printable } from '../../../mock/core/printable.js'
import type { ProviderName } from '../../../mock/index.js'
import { listProviders, servedProvider } from './control-api.js'
import { driver } from './drive.js'

/** `onair mock credentials`. */
export const credentials = driver({
  name: 'credentials',
  summary:
    'Shows the settings for an application: client id, secret and redirect URI, or a token if the provider has no OAuth.',
  usage: '[<provider>] [options]',
  positionals: { most: 1 },
  async run({ mock, api, words: [provider] }) {
    const names = provider === undefined ? await listProviders(api) : [await servedProvider(api, provider)]
    const found = await Promise.all(
      names.map(async (name) => [name, await mock.credentials(name as ProviderName)] as const),
    )
    const line = ([name, fields]: (typeof found)[number]) =>
      printable(
        `${name.padEnd(13)} ${Object.entries(fields)
          .map((pair) => pair.join(' '))
          .join('  ')}`,
      )
    return { json: Object.fromEntries(found), text: found.map(line).join('\n') }
  },
})
