import { printable } from '../../../mock/core/printable.js'
import { driver } from './drive.js'

/** `onair mock approve`. */
export const approve = driver({
  name: 'approve',
  summary:
    'Consents as a user does on the consent page: takes an authorization URL, and prints the callback URL with its code.',
  usage: '<url> [options]',
  options: {
    deny: { type: 'boolean', default: false },
    account: { type: 'string' },
    scope: { type: 'string', multiple: true },
  },
  optionsHelp: `  --deny                Press the other button
  --account <name>      Who is logged in. Default: the first account of the seed
  --scope <scope>       Allow only this one; may be given several times. Default: all that are asked for
`,
  positionals: { least: 1, most: 1 },
  async run({ mock, values: { deny, account, scope }, words: [asked] }) {
    const url = await mock.approve(asked!, { deny, account, scopes: scope })
    return { json: { url }, text: printable(url) }
  },
})
