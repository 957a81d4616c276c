import { codegen } from '@graphql-codegen/core'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import type { DocumentNode } from 'graphql'
import { checkDocuments, checkSchema } from './check-graphql.js'
import type { SpecFile } from './find-specs.js'
import { readMarks, withEvidence, withoutVocabulary } from './graphql-evidence.js'
import { graphql } from './graphql-library.js'
import { head } from './head.js'
import { readSource } from './read-source.js'

/** The plugins' types declare more required configuration than the plugins need. */
type CodegenPlugin = Parameters<typeof codegen>[0]['pluginMap'][string]

/**
 * The files of a schema, and of documents if there are any:
 *
 * - `graphql.ts`: every type of the schema as a server holds it, `__typename` included;
 * - `sdl.ts`: the schema as a mock serves it, without descriptions and onair's own directives, and tables of what these directives say;
 * - `annotated-sdl.ts`: the schema with both, for pages that describe it;
 * - `documents.ts`: the documents as strings that carry the types of their result and variables, so that no client needs a parser. They
 *   import inputs and enums from `graphql.ts`.
 *
 * Throws `SpecError` for an invalid schema or document.
 */
export const renderGraphql = async (
  found: NonNullable<SpecFile['graphql']>,
  command: string,
): Promise<readonly (readonly [string, string])[]> => {
  const source = await readSource(found.schema)
  const schema = checkSchema(source)
  const texts = await Promise.all(found.operations.map(readSource))
  const document = checkDocuments(schema, texts)
  const described = withoutVocabulary(withEvidence(schema.document))
  const common = {
    schema: described,
    schemaAst: graphql.buildASTSchema(described),
    skipDocumentsValidation: true,
  }
  const style = {
    importExtension: '.js',
    useTypeImports: true,
    enumType: 'string-literal',
    enumsAsTypes: true,
    immutableTypes: true,
    defaultScalarType: 'unknown',
    // Otherwise SignURLResponse becomes SignUrlResponse, which differs from its __typename.
    namingConvention: 'change-case-all#upperCaseFirst',
  }

  const types = await codegen({
    ...common,
    filename: 'graphql.ts',
    documents: [],
    config: { ...style, nonOptionalTypename: true },
    plugins: [{ types: {} }],
    pluginMap: { types: typescript as CodegenPlugin },
  })
  const fromSchema = head(source.source, [source.text], command)
  const files = [
    ['graphql.ts', `${fromSchema}${types.trimEnd()}\n`],
    ['sdl.ts', `${fromSchema}${renderServed(schema.document)}`],
    ['annotated-sdl.ts', `${fromSchema}${renderAnnotated(source.text)}`],
  ] as const
  if (texts.length === 0) return files

  const documents = await codegen({
    ...common,
    filename: 'documents.ts',
    documents: [{ document }],
    config: {
      ...style,
      documentMode: 'string',
      importSchemaTypesFrom: './graphql.js',
      // Lets a bundler leave out unused documents.
      pureMagicComment: true,
      // A field that a document does not select is not in the result.
      skipTypename: true,
    },
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap: { operations: typescriptOperations as CodegenPlugin, documents: typedDocumentNode as CodegenPlugin },
  })
  const all = [source, ...texts].map(({ text }) => text)
  const from = `${source.source}, ${source.source.replace('schema.graphql', 'operations/*.graphql')}`
  return [...files, ['documents.ts', `${head(from, all, command)}${withoutUnused(documents).trimEnd()}\n`]]
}

/** What a mock reads. The text has none of onair's directives, because introspection shows it. */
const renderServed = (document: DocumentNode): string => {
  const served = graphql.visit(withoutVocabulary(document), { enter: (node) => ({ ...node, description: undefined }) })
  const { access, evidence } = readMarks(document)
  const parts = [
    ["The schema, in GraphQL's own language.", 'sdl: string', template(`${graphql.print(served)}\n`)],
    [
      'What a field needs of its caller, by `Type.field`. A field that is not listed needs nothing.',
      `access: ${accessType}`,
      literal(access),
    ],
    [
      'How sure we are of the fields of a type, and of a field that differs from its type.',
      `evidence: ${evidenceType}`,
      literal(evidence),
    ],
  ]
  return parts.map(([says, name, value]) => `/** ${says} */\nexport const ${name} = ${value}\n`).join('\n')
}

/** The schema as it was written, for pages that describe it. */
const renderAnnotated = (text: string): string =>
  `/** The schema with its descriptions and onair's own directives. */
export const annotatedSdl: string = ${template(text)}
`

const accessType = 'Readonly<Record<string, { readonly scope?: string; readonly unlisted?: true }>>'
const evidenceType = "Readonly<Record<string, 'seed' | 'documented' | 'community' | 'inferred'>>"

const literal = (record: object): string =>
  `{\n${Object.entries(record)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`)
    .join('')}}`

/** Without the generator's own type for `@defer`, which it always exports. */
const withoutUnused = (documents: string): string =>
  documents.split('Incremental<').length > 2
    ? documents
    : documents.replace(/\/\*\*[^\n]*\n(export )?type Incremental<.*\n/, '')

/** A template literal, which keeps the lines as they are. */
const template = (text: string): string => `\`${text.replaceAll(/[`\\]|\$(?=\{)/g, '\\$&')}\``
