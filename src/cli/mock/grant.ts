import { printable } from '../../../mock/core/printable.js'
import type { ProviderName } from '../../../mock/index.js'
import { servedProvider } from './control-api.js'
import { driver } from './drive.js'

/** `onair mock grant`. */
export const grant = driver({
  name: 'grant',
  summary: 'Issues tokens as after a user’s consent, for the first client of the seed.',
  usage: '<provider> [options]',
  examples: `onair mock grant livepush --account alice --scope streams.read
TOKEN=$(onair mock grant livepush --json | jq -r .accessToken)`,
  options: { account: { type: 'string' }, scope: { type: 'string', multiple: true } },
  optionsHelp: `  --account <name>      Who consents. Default: the first account of the seed
  --scope <scope>       Only this one; may be given several times. Default: all
`,
  positionals: { least: 1, most: 1 },
  async run({ mock, api, values: { account, scope }, words: [name] }) {
    const provider = await servedProvider(api, name!)
    const granted = await mock.grant(provider as ProviderName, { account, scopes: scope })
    const { accessToken, refreshToken, expiresAt } = granted
    const rows = [
      ['access token', accessToken],
      ['refresh token', refreshToken ?? 'none'],
      ['expires', expiresAt === null ? 'never' : new Date(expiresAt).toISOString()],
    ]
    return { json: granted, text: rows.map(([label, value]) => printable(`${label!.padEnd(15)}${value}`)).join('\n') }
  },
})
