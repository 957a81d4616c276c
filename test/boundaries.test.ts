import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** Which modules may import which (design, sections 1 and 2), read from the sources. */
interface Source {
  readonly path: string
  /** All code without comments: names, strings, types. */
  readonly words: readonly string[]
  /** Its imports and re-exports, static or dynamic. Relative ones are paths from the root. */
  readonly imports: readonly string[]
}

/** Each provider has a folder of generated code. */
const providerNames = readdirSync('generated').filter((name) => name !== 'control')

const sources = ['src', 'mock', 'test', 'examples', 'scripts', 'bench'].flatMap(filesBelow).map(readSource)

/** The sources in a folder, without `node_modules` and what other tests write meanwhile. */
function filesBelow(folder: string): string[] {
  if (/(node_modules|test\/artifacts)$/.test(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return /\.(tsx?|mts|mjs)$/.test(entry.name) ? [path] : []
  })
}

function readSource(path: string): Source {
  const tree = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const words: string[] = []
  const imports: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isImportTypeNode(node)
    const asked = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
    const named = isImport
      ? ts.isImportTypeNode(node)
        ? node.argument.getText(tree)
        : node.moduleSpecifier?.getText(tree)
      : asked
        ? node.arguments[0]?.getText(tree)
        : undefined
    if (named !== undefined) imports.push(resolve(path, named.slice(1, -1)))
    if (node.getChildCount(tree) === 0) words.push(node.getText(tree))
    for (const child of node.getChildren(tree)) visit(child)
  }
  visit(tree)
  return { path, words, imports }
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier
}

const within = (...folders: string[]) =>
  sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)))

/** The imports of these sources that match `pattern`: `<path> → <import>`. */
const importing = (from: readonly Source[], pattern: RegExp) =>
  from.flatMap(({ path, imports }) => imports.filter((one) => pattern.test(one)).map((one) => `${path} → ${one}`))

/** The folders of src and mock, except the command line, the fixtures for test runners, the providers, and the webhooks of a server. */
function sharedFolders(): string[] {
  const apart = new Set([
    'src/cli',
    'src/testing',
    'src/ovenmediaengine',
    ...providerNames.flatMap((name) => [`src/${name}`, `mock/${name}`]),
  ])
  return ['src', 'mock']
    .flatMap((root) => readdirSync(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((folder) => !apart.has(folder))
}

/** The sources that these load, themselves included. */
function loadedBy(entries: readonly string[]): Source[] {
  const loaded = new Set(entries)
  for (const entry of loaded)
    for (const one of sources.find(({ path }) => path === entry)?.imports ?? []) loaded.add(one.replace(/\.js$/, '.ts'))
  return sources.filter(({ path }) => loaded.has(path))
}

test('finds the sources and every kind of import', () => {
  expect(within('src').length).toBeGreaterThan(50)
  expect(within('mock').length).toBeGreaterThan(50)
  const index = sources.find(({ path }) => path === 'mock/index.ts')!
  expect(index.imports).toContain('mock/core/time/clock.js')
  expect(index.imports).toContain('mock/node/serve.js')
  const registry = sources.find(({ path }) => path === 'mock/providers.ts')!
  expect(registry.imports).toContain('mock/kollus-live/index.js')
})

describe('code for all providers', () => {
  // The names of providers, of their hosts and servers, and of frameworks that some of them use. Comments may cite them.
  const provider =
    /kollus|catenoid|livepush|dlive|ovenstudio|ovenmedia|graphigo|octopus|squid|laravel|\bleague\b|passport/i

  const naming = (among: readonly Source[]) =>
    among.flatMap(({ path, words }) => words.filter((word) => provider.test(word)).map((word) => `${path}: ${word}`))

  const shared = sharedFolders()

  test.each(shared)('%s names no provider', (folder) => {
    expect(naming(within(folder))).toEqual([])
  })

  test('the files in mock/ itself name no provider, except the registry', () => {
    const own = sources.filter(({ path }) => /^mock\/[^/]+$/.test(path))
    expect(own.map(({ path }) => path)).toEqual(expect.arrayContaining(['mock/create-mock.ts', 'mock/index.ts']))
    expect(naming(own.filter(({ path }) => path !== 'mock/providers.ts'))).toEqual([])
  })

  test('imports no generated code', () => {
    expect(importing(within(...shared), /^generated\/(?!control\/)/)).toEqual([])
  })
})

test('mock/accounts and a provider without OAuth do not import mock/oauth', () => {
  expect(importing(within('mock/accounts', 'mock/ovenstudio'), /^mock\/oauth\//)).toEqual([])
})

describe('client and mock', () => {
  test('do not import each other', () => {
    expect(importing(within('mock'), /^src\/|^onair(\/|$)/)).toEqual([])
    // Exceptions: the command line starts mocks, and the fixtures for test runners sign clients in to them.
    const others = within('src').filter(({ path }) => !/^src\/(cli|testing)\//.test(path))
    expect(importing(others, /^(mock|src\/testing)\/|^onair(\/|$)/)).toEqual([])
  })

  test('import no tests, scripts, examples or benchmarks', () => {
    expect(importing(within('src', 'mock'), /^(test|scripts|examples|bench)\//)).toEqual([])
  })
})

describe('each dependency has one place:', () => {
  const elsewhere = (folder: string, but: RegExp, pattern: RegExp) =>
    importing(
      within(folder).filter(({ path }) => !but.test(path)),
      pattern,
    )

  test('Node’s modules, ws and @hono/node-server in mock/node', () => {
    expect(elsewhere('mock', /^mock\/node\//, /^(node:|@hono\/node-server|ws$)/)).toEqual([])
    expect(importing(within('mock/node'), /^@hono\/node-server$/)).toHaveLength(1)
  })

  test('Node’s own modules outside of what the entry points for browsers and edge runtimes load', () => {
    const entries = [
      'src/index.ts',
      'src/redis.ts',
      'src/ovenmediaengine/index.ts',
      ...providerNames.map((name) => `src/${name}/index.ts`),
    ]
    expect(importing(loadedBy(entries), /^node:/)).toEqual([])
    expect(importing(loadedBy(['src/node.ts']), /^node:/)).not.toEqual([])
  })

  test('hono in the mock', () => {
    expect(elsewhere('src', /^$/, /^hono|^@hono/)).toEqual([])
  })
})

test('every test that creates a mock checks its replies against the spec', () => {
  // Exceptions: the packed package and the command line run as a user runs them, and `.mjs` files run against the package.
  const unchecked = within('test')
    .filter(({ path }) => path !== 'test/support/mock.ts' && !/^test\/(package|cli)\/|\.mjs$/.test(path))
    .filter(({ words }) => words.includes('createMock'))
  expect(unchecked.map(({ path }) => path)).toEqual([])
})
