import { existsSync, readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { providerNames, type ProviderName } from '../mock/index.js'
import { Provider } from '../mock/core/definition/define-provider.js'
import { providers } from '../mock/providers.js'
import { testMock } from './support/mock.js'

/**
 * Providers are siblings: what several of them have is under the same name and in the same order, so that the differences between two are
 * visible at a glance. A provider has nothing that it does not need, and parts that only it needs have their own names.
 */

/** What the package needs of every provider, with the exported names. `Provider` stands for the provider's name. */
const required: Readonly<Record<string, readonly string[]>> = {
  'generated/document': ['document'],
  'generated/examples': ['examples'],
  'generated/index': ['OperationId', 'Scope', 'components', 'paths', 'provider'],
  'generated/mock': ['provider'],
  'generated/operations': ['operations', 'profile', 'OperationId', 'Scope'],
  'generated/schemas': [],
  'generated/types': ['paths', 'components', 'operations'],
  'src/client': ['createProvider'],
  'src/index': ['OperationId', 'Scope', 'createProvider'],
  'mock/index': ['provider'],
}

/** The names that a file of this name exports in every provider that has one. */
const conventional: typeof required = {
  'src/auth': ['providerAuth'],
  'mock/authorize': ['authorize'],
  'mock/console': ['consoleApp'],
  'mock/controls': ['publish', 'unpublish'],
  'mock/dialect': ['dialect'],
  'mock/lifecycle': ['publish', 'unpublish'],
  'mock/oauth-dialect': ['oauthDialect'],
  'mock/overview': ['overview'],
  'mock/policy': ['ProviderPolicy', 'defaultPolicy', 'policyRules'],
  'mock/seed': ['ProviderSeed', 'defaultSeed', 'seedRules', 'plantSeed'],
  'mock/state': ['State', 'emptyState'],
  'mock/world': ['ProviderWorld'],
}

/** The steps of a definition, in the order of the class. */
const steps = Object.getOwnPropertyNames(Provider.prototype)

/** Each provider's name in code: in types, and in values. */
const spelled: Readonly<Record<ProviderName, readonly [type: string, value: string]>> = {
  'kollus-live': ['KollusLive', 'kollusLive'],
  dlive: ['DLive', 'dlive'],
  livepush: ['Livepush', 'livepush'],
  ovenstudio: ['OvenStudio', 'ovenstudio'],
}

/** The path of a file by its key: `mock/seed` of Livepush is `mock/livepush/seed.ts`. */
function pathOf(key: string, provider: ProviderName): string {
  const [root, file] = key.split('/')
  return `${root}/${provider}/${file}.ts`
}

const parse = (path: string) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)

/** The names that a file exports, types included, in order. */
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

/** The methods called on the result of `defineProvider`, first to last. */
function stepsOf(path: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    for (const child of node.getChildren()) visit(child)
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    if (node.expression.expression.getText().startsWith('defineProvider(')) found.push(node.expression.name.text)
  }
  visit(parse(path))
  return found
}

function nameless(text: string, provider: ProviderName): string {
  const [type, value] = spelled[provider]
  return text.replaceAll(provider, 'provider').replaceAll(type, 'Provider').replaceAll(value, 'provider')
}

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

test('every spec has its mock, and every mock its spec', () => {
  // The spec of the mock's control API belongs to no provider.
  const specs = readdirSync('specs').filter((name) => name !== 'control' && existsSync(`specs/${name}/openapi.yaml`))
  expect([...providerNames].sort()).toEqual(specs.sort())
})

test.each(Object.keys(conventional))('%s exists in more than one provider: else it needs no convention', (key) => {
  expect(providerNames.filter((provider) => existsSync(pathOf(key, provider))).length).toBeGreaterThan(1)
})

describe.each(providerNames)('%s', (provider) => {
  test('has what the package needs', () => {
    expect(Object.keys(required).filter((key) => !existsSync(pathOf(key, provider)))).toEqual([])
  })

  const present = Object.entries({ ...required, ...conventional }).filter(([key]) => existsSync(pathOf(key, provider)))
  test.each(present)('exports from %s the same names as its siblings, in order', (key, names) => {
    const exported = exportsOf(pathOf(key, provider)).map((name) => nameless(name, provider))
    expect(exported.filter((name) => names.includes(name))).toEqual(names)
  })

  test('is defined step by step in the order of its siblings', () => {
    const taken = stepsOf(pathOf('mock/index', provider))
    expect(taken).not.toEqual([])
    expect(taken).toEqual([...taken].sort((one, other) => steps.indexOf(one) - steps.indexOf(other)))
  })

  test('can be imported from the package by its name', () => {
    expect(Object.keys(packageJson.exports)).toContain(`./${provider}`)
  })

  test('has controls at mock.<name>, and credentials', async () => {
    const mock = await testMock({ providers: [provider] })
    expect(mock[spelled[provider][1] as 'livepush']).toBeTypeOf('object')
    const given = Object.values(mock.credentials(provider))
    expect(given.filter((value) => typeof value === 'string' && value !== '')).toHaveLength(given.length)
    const { profile } = (await providers[provider]()).parts.spec
    if (profile.oauth) expect((await mock.grant(provider)).accessToken).not.toBe('')
    else await expect(mock.grant(provider)).rejects.toThrow(/has no OAuth/)
    expect(existsSync(pathOf('src/auth', provider))).toBe(profile.oauth !== null)
  })
})

test.each([
  ['src/auth', ['kollus-live', 'livepush']],
  ['src/client', ['kollus-live', 'livepush']],
] as const)('%s has the same code in simple providers, except for the name: %j', (key, plain) => {
  const [first, ...rest] = plain.map((provider) => codeOf(pathOf(key, provider), provider))
  expect(first).toContain('createProvider')
  for (const other of rest) expect(other).toBe(first)
})
