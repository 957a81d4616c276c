import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/** Who may know whom (design, sections 1 and 2): read off the sources, so that no review has to. */
interface Source {
  readonly path: string
  /** Everything but comments: names, texts, types. */
  readonly words: readonly string[]
  /** What it imports or re-exports, statically or not; relative ones as paths from the root. */
  readonly imports: readonly string[]
}

const sources = ['src', 'mock', 'test', 'examples', 'scripts', 'bench'].flatMap(filesBelow).map(readSource)

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(tsx?|mts|mjs)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes('node_modules'))
  } catch {
    return []
  }
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

/** The imports, of these sources, that `pattern` fits: `<path> → <import>`. */
const importing = (from: readonly Source[], pattern: RegExp) =>
  from.flatMap(({ path, imports }) => imports.filter((one) => pattern.test(one)).map((one) => `${path} → ${one}`))

test('the sources are found, with their imports of every kind', () => {
  expect(within('src').length).toBeGreaterThan(50)
  expect(within('mock').length).toBeGreaterThan(50)
  const index = sources.find(({ path }) => path === 'mock/index.ts')!
  expect(index.imports).toContain('mock/core/time/clock.js')
  expect(index.imports).toContain('mock/node/serve.js')
  const registry = sources.find(({ path }) => path === 'mock/providers.ts')!
  expect(registry.imports).toContain('mock/kollus-live/index.js')
})

describe('what is common to all providers', () => {
  // Their names, their hosts' and servers' names, and the frameworks that some of them are made of. Comments may cite them.
  const provider =
    /kollus|catenoid|livepush|dlive|ovenstudio|ovenmedia|graphigo|octopus|squid|laravel|\bleague\b|passport/i

  const naming = (among: readonly Source[]) =>
    among.flatMap(({ path, words }) => words.filter((word) => provider.test(word)).map((word) => `${path}: ${word}`))

  test.each([
    'src/http',
    'src/auth',
    'src/graphql',
    'src/store',
    'src/redis',
    'src/errors',
    'mock/accounts',
    'mock/core',
    'mock/graphql',
    'mock/oauth',
    'mock/node',
    'mock/ui',
  ])('%s names none of them', (folder) => {
    expect(within(folder)).not.toEqual([])
    expect(naming(within(folder))).toEqual([])
  })

  test('the files of the mock itself name none of them, but for the registry', () => {
    const own = sources.filter(({ path }) => /^mock\/[^/]+$/.test(path))
    expect(own.map(({ path }) => path)).toEqual(expect.arrayContaining(['mock/create-mock.ts', 'mock/index.ts']))
    expect(naming(own.filter(({ path }) => path !== 'mock/providers.ts'))).toEqual([])
  })

  test('knows no generated code either: it is handed in', () => {
    expect(
      importing(
        within(
          'src/http',
          'src/auth',
          'src/graphql',
          'mock/accounts',
          'mock/core',
          'mock/graphql',
          'mock/oauth',
          'mock/ui',
        ),
        /^generated\//,
      ),
    ).toEqual([])
  })
})

test('accounts and a provider without OAuth do without mock/oauth', () => {
  expect(importing(within('mock/accounts', 'mock/ovenstudio'), /^mock\/oauth\//)).toEqual([])
})

describe('client and mock', () => {
  test('do not know each other: each is the other’s test', () => {
    expect(importing(within('mock'), /^src\/|^onair(\/|$)/)).toEqual([])
    // The command line starts mocks, and the fixtures for test runners sign clients in on them.
    const others = within('src').filter(({ path }) => !/^src\/(cli|testing)\//.test(path))
    expect(importing(others, /^(mock|src\/testing)\/|^onair(\/|$)/)).toEqual([])
  })

  test('are never imported by what is generated, nor import tests or scripts', () => {
    expect(importing(within('src', 'mock'), /^(test|scripts|examples|bench)\//)).toEqual([])
  })
})

describe('each dependency has one place', () => {
  const elsewhere = (folder: string, but: RegExp, pattern: RegExp) =>
    importing(
      within(folder).filter(({ path }) => !but.test(path)),
      pattern,
    )

  test('sockets and everything else of Node’s in mock/node', () => {
    expect(elsewhere('mock', /^mock\/node\//, /^(node:|@hono\/node-server|ws$)/)).toEqual([])
    expect(importing(within('mock/node'), /^@hono\/node-server$/)).toHaveLength(1)
  })

  test('Node’s own modules in src only where files or the command line are the matter', () => {
    expect(
      elsewhere(
        'src',
        /^src\/(cli\/|store\/(file|folder-lock|process-id|token-file)\.ts$|testing\/store-contract\.ts$)/,
        /^node:/,
      ),
    ).toEqual([])
  })

  test('hono in the mock', () => {
    expect(elsewhere('src', /^$/, /^hono|^@hono/)).toEqual([])
  })
})

test('every test that needs a mock has its replies checked against the spec', () => {
  // The packed package and the command line are themselves under test, as a stranger has them; `.mjs` runs against the package.
  const unchecked = within('test')
    .filter(({ path }) => path !== 'test/support/mock.ts' && !/^test\/(package|cli)\/|\.mjs$/.test(path))
    .filter(({ words }) => words.includes('createMock'))
  expect(unchecked.map(({ path }) => path)).toEqual([])
})
