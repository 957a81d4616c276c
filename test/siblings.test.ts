import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { providerNames, type ProviderName } from '../mock/index.js'
import { testMock } from './support/mock.js'

/**
 * Providers are strict siblings: the same files with the same names in the same order, so that what differs between two of
 * them is visible at a glance. Here is what all have: each file without the provider's folder (`mock/seed` is
 * `mock/livepush/seed.ts`), and the names that it exports in all of them, where `Provider` stands for the provider's.
 */
const shared: Readonly<Record<string, readonly string[]>> = {
  'generated/examples': ['examples'],
  'generated/index': ['OperationId', 'Scope', 'components', 'paths', 'provider'],
  'generated/mock': ['provider'],
  'generated/operations': ['operations', 'profile', 'OperationId', 'Scope'],
  'generated/schemas': [],
  'generated/types': ['paths', 'components', 'operations'],
  'src/client': ['createProvider'],
  'src/index': ['OperationId', 'Scope', 'createProvider'],
  'mock/authorize': ['Caller', 'Gate', 'authorize'],
  'mock/console': ['ConsoleView', 'mountConsole'],
  'mock/console/frame': ['Frame'],
  'mock/index': ['ProviderControls', 'createProviderMock'],
  'mock/lifecycle': ['Lifecycle'],
  'mock/operations/model': ['Model', 'ProviderHandlers'],
  'mock/policy': ['ProviderPolicy', 'defaultPolicy'],
  'mock/seed': ['seed'],
  'mock/show': [],
  'mock/state': ['State'],
}

/** What those have that sign users in. */
const signingIn: typeof shared = {
  'src/auth': ['providerAuth'],
  'mock/oauth-dialect': [],
  'mock/operations/account': ['accountOperations'],
  'mock/recordings': ['Recordings'],
}

/** What a provider has besides, and why. */
const own: Readonly<Record<ProviderName, Readonly<Record<string, readonly string[]>>>> = {
  'kollus-live': {
    'it is called by paths': ['mock/rest-dialect'],
    'it calls back': ['src/callbacks', 'mock/callbacks'],
    'a channel without a broadcast has several forms': ['src/latest-broadcast'],
    'it pages, filters by time and counts viewers': ['mock/page', 'mock/query-time', 'mock/statistics'],
    'its page warns of stale reads': ['mock/read-cache'],
    'its console': ['client-page', 'service-account-page', 'token-page'].map((page) => `mock/console/${page}`),
    'its resources': ['broadcasts', 'channels', 'statistics', 'syndications'].map((tag) => `mock/operations/${tag}`),
  },
  dlive: {
    'it speaks GraphQL': [
      'generated/documents',
      'generated/graphql',
      'generated/sdl',
      'mock/graphql-dialect',
      'mock/resolvers',
      'mock/page',
    ],
    'it says in a success that a token or a call is refused': ['src/error', 'src/login-required', 'mock/payload-error'],
    'it has a socket': ['src/event', 'src/events'],
    'money and times are texts': ['src/lemons', 'src/time'],
    'it has no console: one applies': ['mock/applications'],
    'its people and channels are as much as all of its state': ['mock/entities'],
    'its chat has rules, its chest a life, its languages a list': ['mock/chat', 'mock/chest', 'mock/languages'],
    'its pages': ['applications-page', 'apply-page'].map((page) => `mock/console/${page}`),
    'its resources': ['browse', 'channel', 'chat', 'chests', 'emotes', 'recordings', 'relationships'].map(
      (tag) => `mock/operations/${tag}`,
    ),
  },
  livepush: {
    'it is called by paths': ['mock/rest-dialect'],
    'a zone has two forms': ['src/zone'],
    'no call gives the address to publish to': ['src/publish-url'],
    'a stream may play stored videos': ['mock/scheduler'],
    'its console': ['apps-page', 'manage-app-page', 'new-app-page'].map((page) => `mock/console/${page}`),
    'its resources': ['destinations', 'inspector', 'recordings', 'scheduler', 'streams'].map(
      (tag) => `mock/operations/${tag}`,
    ),
  },
  ovenstudio: {
    'it is called by paths': ['mock/rest-dialect'],
    'each customer has a host': ['src/address'],
    'its one call signs addresses': [
      'src/sign-request',
      'src/read-signed-url',
      'mock/operations/signed-url',
      'mock/signed-url-request',
      'mock/playback',
    ],
    'its refusals are told apart by their words': ['src/error'],
    'signed addresses are CloudFront’s': [
      ...['key', 'policy', 'resource', 'sign', 'url', 'verify'].map((part) => `src/cloudfront-${part}`),
      ...['base64', 'der', 'epoch-ms', 'ipv4-range', 'pem', 'plain-path'].map((part) => `src/${part}`),
      ...['base64', 'key', 'signing', 'verification'].map((part) => `mock/cloudfront-${part}`),
    ],
    'or OvenMediaEngine’s': ['', '-signature', '-url', '-verify'].map((part) => `src/signed-policy${part}`),
    'it serves what was signed': [
      'mock/edge',
      ...['box', 'byte-range', 'directives', 'playlists', 'silence', 'timeline', 'waits'].map(
        (part) => `mock/edge/${part}`,
      ),
    ],
    'its port may want TLS': ['mock/tls-port'],
    'its console': ['cloudfront', 'stream', 'streams', 'tokens'].map((page) => `mock/console/${page}-page`),
  },
}

/** How each is called in code: its types, and its values. */
const spelled: Readonly<Record<ProviderName, readonly [type: string, value: string]>> = {
  'kollus-live': ['KollusLive', 'kollusLive'],
  dlive: ['DLive', 'dlive'],
  livepush: ['Livepush', 'livepush'],
  ovenstudio: ['OvenStudio', 'ovenStudio'],
}

/** Those that have no OAuth, and why. */
const tokenOnly: readonly { readonly provider: ProviderName; readonly why: string }[] = [
  { provider: 'ovenstudio', why: 'its tokens are made by hand in its console' },
]

const signsIn = (name: string) => !tokenOnly.some(({ provider }) => provider === name)
const common = (name: string) => (signsIn(name) ? { ...shared, ...signingIn } : shared)

/** Whose `src/auth` and `src/client` are more than the common code with a name in it, and why. */
const larger: readonly { readonly provider: ProviderName; readonly why: string }[] = [
  { provider: 'dlive', why: 'bots never expire and a scope is a must; GraphQL and events stand beside the calls' },
  { provider: 'ovenstudio', why: 'it has a host for each customer, and signing is more than its call' },
]

/** The provider's files by their keys. */
function filesOf(provider: string): ReadonlyMap<string, string> {
  const files = ['generated', 'src', 'mock'].flatMap((root) => {
    const folder = join(root, provider)
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.replace(folder, root).replace(/\.tsx?$/, ''), path] as const)
  })
  return new Map(files)
}

const parse = (path: string) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

/** The names that a file exports, types included, in their order. */
function exportsOf(path: string): string[] {
  return parse(path).statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
      return statement.exportClause.elements.map(({ name }) => name.text)
    const isExported = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(isExportKeyword)
    if (!isExported) return []
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText())
    return [(statement as ts.DeclarationStatement).name?.getText() ?? 'default']
  })
}

const isExportKeyword = ({ kind }: ts.Node) => kind === ts.SyntaxKind.ExportKeyword

/** The code of a file without comments and layout, with `Provider` for the provider's name. */
function codeOf(path: string, provider: ProviderName): string {
  const words: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    if (node.getChildCount() === 0 && node.kind !== ts.SyntaxKind.CommaToken) words.push(node.getText())
    for (const child of node.getChildren()) visit(child)
  }
  visit(parse(path))
  return nameless(words.join(' '), provider)
}

function nameless(text: string, provider: ProviderName): string {
  const [type, value] = spelled[provider]
  return text.replaceAll(provider, 'provider').replaceAll(type, 'Provider').replaceAll(value, 'provider')
}

test('every spec has its mock', () => {
  const specs = readdirSync('specs').filter((name) => existsSync(`specs/${name}/openapi.yaml`))
  expect([...providerNames].sort()).toEqual(specs.sort())
})

test('what all have is not said to be one’s own', () => {
  const [first, ...rest] = Object.values(own).map((reasons) => Object.values(reasons).flat())
  expect(first!.filter((key) => rest.every((keys) => keys.includes(key)))).toEqual([])
})

describe.each(providerNames)('%s', (provider) => {
  const files = filesOf(provider)

  test('has the files that all have, its own, and no others', () => {
    const expected = [...Object.keys(common(provider)), ...Object.values(own[provider]).flat()]
    expect([...files.keys()].sort()).toEqual(expected.sort())
  })

  test('exports under the names that all have, in their order', () => {
    const given = Object.entries(common(provider)).map(([key, names]) => {
      const exported = exportsOf(files.get(key)!).map((name) => nameless(name, provider))
      return [key, exported.filter((name) => names.includes(name))]
    })
    expect(Object.fromEntries(given)).toEqual(common(provider))
  })

  test('can be imported from the package by its name', () => {
    expect(Object.keys(packageJson.exports)).toContain(`./${provider}`)
  })

  test('is steered as mock.<name>, and gives what one needs to get in', async () => {
    const mock = await testMock({ providers: [provider] })
    expect(mock[spelled[provider][1] as 'livepush']).toBeTypeOf('object')
    const given = Object.values(mock.credentials(provider))
    expect(given.filter((value) => typeof value === 'string' && value !== '')).toHaveLength(given.length)
    if (signsIn(provider)) expect((await mock.grant(provider)).accessToken).not.toBe('')
    else await expect(mock.grant(provider)).rejects.toThrow(/has no OAuth/)
  })
})

test.each(['src/auth', 'src/client'])('%s is the same code in all that need no more, but for the name', (key) => {
  const plain = providerNames.filter((name) => signsIn(name) && !larger.some(({ provider }) => provider === name))
  const [first, ...rest] = plain.map((provider) => codeOf(filesOf(provider).get(key)!, provider))
  expect(rest).not.toEqual([])
  expect(first).toContain('createProvider')
  for (const other of rest) expect(other).toBe(first)
})
