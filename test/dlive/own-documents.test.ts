import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codegen } from '@graphql-codegen/core'
import * as operationsPlugin from '@graphql-codegen/typescript-operations'
import * as documentsPlugin from '@graphql-codegen/typed-document-node'
import { parse } from 'graphql'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { generate } from '../../src/cli/generate/index.js'
import { createDLive } from '../../src/dlive/index.js'
import { staticToken } from '../../src/index.js'
import { json, scriptedFetch } from '../support/scripted-fetch.js'

mkdirSync('test/artifacts', { recursive: true })
const folder = mkdtempSync('test/artifacts/own-documents-')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What GraphQL Code Generator generates from a user's own document and the schema in the package. */
const generated = await codegen({
  filename: 'mine.ts',
  schema: parse(readFileSync('specs/dlive/schema.graphql', 'utf8')),
  documents: [
    {
      location: 'mine.graphql',
      document: parse(`
        query Mine($username: String!) { user(username: $username) { displayname panels { title } } }
        mutation Leave($streamer: String!) { unfollow(streamer: $streamer) { err { code } } }
      `),
    },
  ],
  config: { documentMode: 'string', useTypeImports: true },
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations: operationsPlugin, documents: documentsPlugin },
})
writeFileSync(join(folder, 'mine.ts'), generated)

test('a user’s document, typed by their own run of the generator, works like ours', async () => {
  const { MineDocument } = (await import(/* @vite-ignore */ join(process.cwd(), folder, 'mine.ts'))) as {
    MineDocument: string
  }
  const { fetch, sent } = scriptedFetch(json({ data: { user: { displayname: 'Alice', panels: [] } } }))
  const dlive = createDLive({ auth: staticToken('not-a-real-token'), fetch })
  const result = await dlive.query(MineDocument, { username: 'alice' })
  expect(result.data).toEqual({ user: { displayname: 'Alice', panels: [] } })
  expect(JSON.parse(sent[0]!.body!)).toEqual({
    query: expect.stringContaining('query Mine('),
    variables: { username: 'alice' },
    operationName: 'Mine',
  })
})

test('a document typed by `onair generate` beside copies of the package’s files works too', async () => {
  const [specs, out] = [join(folder, 'specs'), join(folder, 'generated')]
  mkdirSync(join(specs, 'dlive/operations'), { recursive: true })
  for (const name of ['openapi.yaml', 'schema.graphql']) copyFileSync(`specs/dlive/${name}`, join(specs, 'dlive', name))
  writeFileSync(join(specs, 'dlive/operations/mine.graphql'), 'query Mine { me { role } }')
  await generate({ specs, out })
  const made = (await import(/* @vite-ignore */ join(process.cwd(), out, 'dlive/documents.ts'))) as Record<
    string,
    string
  >
  const { fetch, sent } = scriptedFetch(json({ data: { me: { role: 'None' } } }))
  const dlive = createDLive({ auth: staticToken('not-a-real-token'), fetch })
  expect((await dlive.query(made.MineDocument!)).data).toEqual({ me: { role: 'None' } })
  expect(sent).toHaveLength(1)
  expect(readFileSync(join(out, 'dlive/documents.ts'), 'utf8')).toContain('{ readonly role: Types.Role } | null }')
})

test('both are checked by their types: variables and selected fields', () => {
  const { found, wrong } = typeCheck(`
    import type { DLive } from '../../../src/dlive/index.js'
    import { UserDocument } from '../../../generated/dlive/documents.js'
    import { LeaveDocument, MineDocument } from './mine.js'
    export async function use(dlive: DLive): Promise<readonly (string | null | undefined)[]> {
      const mine = await dlive.query(MineDocument, { username: 'alice' })
      const ours = await dlive.query(UserDocument, { username: 'alice' })
      const left = await dlive.mutate(LeaveDocument, { streamer: 'bob' })
      if (!mine.ok || !ours.ok || !left.ok) return []
      return [mine.data.user?.panels[0]?.title, ours.data.user?.displayname]
    }
    export async function misuse(dlive: DLive): Promise<void> {
      await dlive.query(MineDocument, { user: 'alice' }) // wrong
      await dlive.query(MineDocument) // wrong
      const mine = await dlive.query(MineDocument, { username: 'alice' })
      if (mine.ok) String(mine.data.user?.avatar) // wrong
    }`)
  expect(found).toEqual(wrong)
})

/** Type-checks a module beside the generated one: lines that fit, and lines that must fail. */
function typeCheck(text: string): Readonly<Record<'found' | 'wrong', readonly string[]>> {
  const [use, mine] = ['use.ts', 'mine.ts'].map((name) => join(folder, name)) as [string, string]
  writeFileSync(use, text)
  const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
  const program = ts.createProgram([use], { ...options, noEmit: true })
  const errors = [use, mine].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)))
  const found = errors.map(({ file, start }) => {
    const from = file!.text.lastIndexOf('\n', start) + 1
    return file!.text.slice(from, file!.text.indexOf('\n', start))
  })
  return { found, wrong: text.split('\n').filter((line) => line.endsWith('// wrong')) }
}
