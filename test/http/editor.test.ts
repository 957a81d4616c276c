import { join, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

/**
 * What an editor shows to a user of the clients, by TypeScript's own language service. Each case is one line of a file in one program;
 * `|` marks the cursor.
 */
const cases = {
  operation: `kollus.call('|')`,
  graphql: `dlive.call('|')`,
  method: `kollus.call.|`,
  path: `livepush.GET('|')`,
  parameter: `kollus.call('getChannel', { params: { path: { | } } })`,
  body: `livepush.call('createStream', { body: { | } })`,
  variable: `dlive.query(UserDocument, { | })`,
  hovered: `kollus.call.|getChannel({ params: { path: { channel_key: 'x' } } })`,
  hoveredParameter: `kollus.call('getChannel', { params: { path: { |channel_key: 'x' } } })`,
  typo: `kollus.call('getChanel')`,
  typoOfMethod: `kollus.call.getChanel()`,
  typoOfParameter: `kollus.call('getChannel', { params: { path: { chanel_key: 'x' } } })`,
  typoOfVariable: `dlive.query(UserDocument, { usernam: 'x' })`,
  noInit: `kollus.call('getChannel')`,
  noParams: `kollus.call('getChannel', {})`,
  noParameter: `kollus.call('getChannel', { params: { path: {} } })`,
  noField: `livepush.call('createStream', { body: { name: 'x' } })`,
  noVariables: `dlive.query(UserDocument)`,
  noVariable: `dlive.query(UserDocument, {})`,
}
type Case = keyof typeof cases

const head = `
import { staticToken } from '../../src/auth/static.js'
import { createDLive, UserDocument } from '../../src/dlive/index.js'
import { createKollusLive } from '../../src/kollus-live/index.js'
import { createLivepush } from '../../src/livepush/index.js'
const auth = staticToken('t1')
const kollus = createKollusLive({ auth, serviceAccount: 'demo' })
const livepush = createLivepush({ auth })
const dlive = createDLive({ auth })
`
const file = resolve('test/http/in-the-editor.ts')
const lines = Object.values(cases).map((line) => `${line.replace('|', '')};`)
const service = languageService([head, ...lines].join('\n'))
const diagnostics = service.getSemanticDiagnostics(file)

/** Where the line of a case begins. */
function start(name: Case): number {
  const before = lines.slice(0, Object.keys(cases).indexOf(name))
  return [head, ...before].join('\n').length + 1
}

/** Where the cursor of a case is. */
const at = (name: Case) => start(name) + cases[name].indexOf('|')

function languageService(content: string): ts.LanguageService {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, process.cwd())
  return ts.createLanguageService({
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    getCurrentDirectory: () => process.cwd(),
    getCompilationSettings: () => ({ ...options, types: [] }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const found = path === file ? content : ts.sys.readFile(path)
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found)
    },
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
  })
}

const offered = (name: Case) =>
  service.getCompletionsAtPosition(file, at(name), undefined)?.entries.map((entry) => entry.name) ?? []

/** What the compiler says about the line of a case, with what it adds. */
function complaints(name: Case): string {
  const end = start(name) + cases[name].length
  const found = diagnostics.filter((one) => one.start! >= start(name) && one.start! < end)
  return found
    .flatMap((one) => [one, ...(one.relatedInformation ?? [])])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    .join('\n')
}

describe('an editor offers', () => {
  test('the operations that can be called, without those of the sign-in and the callbacks', () => {
    expect(offered('operation')).toEqual(expect.arrayContaining(['listChannels', 'getBroadcastSummary']))
    expect(offered('operation')).not.toContain('authorize')
    expect(offered('operation')).not.toContain('exchangeToken')
    expect(offered('operation')).not.toContain('liveStateChanged')
    expect(offered('graphql')).toEqual(['executeGraphQL', 'queryGraphQL'])
  })

  test('the same operations as methods of call', () => {
    expect(offered('method')).toEqual(expect.arrayContaining(offered('operation')))
    expect(offered('method')).not.toContain('exchangeToken')
  })

  test('the paths of these operations', () => {
    expect(offered('path')).toContain('/streams/{streamId}')
    expect(offered('path').filter((path) => path.startsWith('/oauth'))).toEqual([])
  })

  test('the parameters that the client does not fill in, the fields of a body and the variables of a document', () => {
    expect(offered('parameter')).toEqual(['channel_key'])
    expect(offered('body')).toEqual(['category', 'name'])
    expect(offered('variable')).toEqual(['username'])
  })
})

describe('hovering', () => {
  test('an operation shows its summary and description, and leads to its definition in the generated types', () => {
    const { documentation, tags } = service.getQuickInfoAtPosition(file, at('hovered'))!
    expect(ts.displayPartsToString(documentation)).toBe('Gets a channel.')
    expect(ts.displayPartsToString(tags?.find(({ name }) => name === 'description')?.text)).toContain('Evidence: ')
    expect(definition('hovered')).toMatch(/^ {4}getChannel: \{\n {8}parameters: \{/)
  })

  test('a parameter shows its description, and leads to its definition', () => {
    const { tags } = service.getQuickInfoAtPosition(file, at('hoveredParameter'))!
    expect(tags?.map(({ name }) => name)).toEqual(['description', 'example'])
    expect(definition('hoveredParameter')).toMatch(/^ +channel_key: /)
  })

  /** The text from the line of the definition on. */
  function definition(name: Case): string {
    const [found, ...others] = service.getDefinitionAtPosition(file, at(name)) ?? []
    expect(others).toEqual([])
    expect(resolve(found!.fileName)).toBe(resolve(join('generated', 'kollus-live', 'types.ts')))
    const whole = ts.sys.readFile(found!.fileName)!
    return whole.slice(whole.lastIndexOf('\n', found!.textSpan.start) + 1)
  }
})

describe('the compiler', () => {
  test('suggests the operations that a misspelt one may stand for', () => {
    expect(complaints('typo')).toBe(
      `Argument of type '"getChanel"' is not assignable to parameter of type '"getChannel" | "getChannelViewers"'.`,
    )
    expect(complaints('typoOfMethod')).toContain("Did you mean 'getChannel'?")
  })

  test('suggests the parameter or variable that a misspelt one stands for', () => {
    expect(complaints('typoOfParameter')).toContain("Did you mean to write 'channel_key'?")
    expect(complaints('typoOfVariable')).toContain("Did you mean to write 'username'?")
  })

  test('names what a call lacks', () => {
    expect(complaints('noInit')).toContain("parameter 'init'")
    expect(complaints('noParams')).toContain("required in type '{ readonly params: { readonly path: { channel_key: ")
    expect(complaints('noParameter')).toContain("Property 'channel_key' is missing in type '{}'")
    expect(complaints('noField')).toContain("Property 'category' is missing in type '{ name: string; }'")
    expect(complaints('noVariables')).toContain("parameter 'variables'")
    expect(complaints('noVariable')).toContain("Property 'username' is missing in type '{}'")
  })

  test('accepts the correct lines', () => {
    expect(complaints('hovered') + complaints('hoveredParameter')).toBe('')
  })
})
