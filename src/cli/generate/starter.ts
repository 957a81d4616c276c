import { resolve } from 'node:path'
import type { Profile } from '../../../specs/profile.js'
import { completeSpec } from './complete-spec.js'
import { nameOf } from './entries.js'
import { findSpecs } from './find-specs.js'
import { leaveOut } from './leave-out.js'
import { literal } from './literal.js'
import { makeProfile } from './profile.js'
import { readSpec } from './read-spec.js'
import { sampleCallOf, type SampleCall } from './sample-call.js'
import { readTable } from './table.js'

/** The files of a spec: the document, and those that it refers to. Throws `SpecError` if one cannot be read. */
export const filesOfSpec = async (path: string): Promise<readonly string[]> => {
  const files = new Set<string>()
  await readSpec({ provider: '', file: resolve(path), source: path }, (file) => files.add(file))
  return [...files]
}

/** The sources beside the specs folder, by file name: the provider's client, its mock and a test of both. Throws `SpecError` if the spec is wrong. */
export const starterFiles = async (specs: string, provider: string): Promise<ReadonlyMap<string, string>> => {
  const file = (await findSpecs(specs)).find((one) => one.provider === provider)
  const completed = completeSpec(await readSpec(file!)).spec
  const { problems, ...read } = readTable(completed)
  const { spec, table } = leaveOut(completed, read, problems)
  const profile = makeProfile(spec, table)
  return new Map([
    [`${provider}.ts`, renderClient(profile)],
    [`${provider}-mock.ts`, renderMock(profile)],
    [`${provider}.test.ts`, renderTest(profile, sampleCallOf(spec.document, table, profile))],
  ])
}

/** The title, if it is the same word: `OvenMediaEngine` for `ovenmediaengine`. Otherwise `my-radio` becomes `MyRadio`. */
const typeNameOf = ({ provider, title }: Profile): string => {
  const name = nameOf(provider)
  return title.toLowerCase() === name.toLowerCase() ? title : name.charAt(0).toUpperCase() + name.slice(1)
}

const renderClient = (profile: Profile): string => {
  const { provider, title, oauth } = profile
  const [value, type] = [nameOf(provider), typeNameOf(profile)]
  const signIn = `
/** Signs users in to ${title}. */
export const ${value}Auth = createProviderAuth(${value})
`
  return `import { createProvider${oauth ? ', createProviderAuth' : ''} } from 'onair'
import { ${value} } from './generated/${provider}/index.js'

/** A client for ${title}. */
export const create${type} = createProvider(${value})
${oauth ? signIn : ''}`
}

const renderMock = ({ provider, title }: Profile): string => {
  const value = nameOf(provider)
  return `import { defineProvider } from 'onair/mock'
import { ${value} as spec } from './generated/${provider}/mock.js'

/**
 * ${title} as a mock. Operations without a handler answer with the examples of the spec. Add \`.state()\`, \`.seed()\` and \`.handlers()\` for
 * answers that depend on earlier calls.
 */
export const ${value} = defineProvider(spec).fallback('examples')
`
}

const renderTest = (profile: Profile, call: SampleCall | undefined): string => {
  const { provider, oauth } = profile
  const [value, type] = [nameOf(provider), typeNameOf(profile)]
  const start = `const mock = await createMock({ providers: [definition] })`
  const tests = call
    ? [callTest(profile, call, start), ...(call.scopes === null ? [] : [refusalTest(profile, call, start)])]
    : [emptyTest(start)]
  const imports = [
    ...importsOf(profile, call),
    `import { createMock } from 'onair/mock'`,
    `import { expect, test } from 'vitest'`,
    `import { ${value} as definition } from './${provider}-mock.js'`,
    ...(call ? [`import { create${type}${oauth ? `, ${value}Auth` : ''} } from './${provider}.js'`] : []),
  ]
  return `${imports.join('\n')}\n\n${tests.join('\n')}`
}

/** What the tests need of `onair`. */
const importsOf = ({ oauth, auth }: Profile, call: SampleCall | undefined): readonly string[] => {
  if (!call) return []
  const names = [
    ...(call.isBasic ? ['basicCredentials'] : []),
    ...(call.scopes !== null || (auth !== 'none' && !oauth && !call.isBasic) ? ['staticToken'] : []),
  ]
  return names.length === 0 ? [] : [`import { ${names.join(', ')} } from 'onair'`]
}

const callTest = (profile: Profile, call: SampleCall, start: string): string => {
  const { provider, oauth } = profile
  const [value, type] = [nameOf(provider), typeNameOf(profile)]
  const [signIn, token] = tokenOf(profile, call)
  const who = oauth && oauth.authorize !== null ? 'a signed-in user' : 'a client with the credentials of the mock'
  return testOf(`${who} calls ${call.operationId}`, [
    start,
    ...signIn,
    `const ${value} = create${type}({ ${optionsOf(profile, token)} })`,
    `expect((await ${value}.call('${call.operationId}'${initOf(call)})).ok).toBe(true)`,
  ])
}

/** The lines before the client, and its option `auth`. */
const tokenOf = (
  { provider, oauth, auth }: Profile,
  { scopes, isBasic }: SampleCall,
): [string[], string | undefined] => {
  if (auth === 'none') return [[], undefined]
  if (isBasic) {
    return [['const { username, password } = mock.credentials(definition)'], 'basicCredentials(username, password)']
  }
  if (!oauth) return [[], 'staticToken(mock.credentials(definition).accessToken)']
  const signIn = `const auth = ${nameOf(provider)}Auth({ ...mock.credentials(definition), ...mock.client })`
  if (oauth.authorize === null) return [[signIn], 'auth.app()']
  const lines = [
    signIn,
    `const { url } = await auth.begin({ account: 'alice', scopes: ${literal(scopes ?? [])} })`,
    'await auth.complete(await mock.approve(url))',
  ]
  return [lines, `auth.account('alice')`]
}

const refusalTest = (profile: Profile, call: SampleCall, start: string): string => {
  const [value, type] = [nameOf(profile.provider), typeNameOf(profile)]
  return testOf('the mock refuses a token that it did not issue', [
    start,
    `const ${value} = create${type}({ ${optionsOf(profile, `staticToken('unknown')`)} })`,
    `expect((await ${value}.call('${call.operationId}'${initOf(call)})).status).toBe(401)`,
  ])
}

const emptyTest = (start: string): string =>
  testOf('the mock starts', [start, `expect(mock.journal.requests()).toEqual([])`])

const testOf = (title: string, lines: readonly string[]): string =>
  `test('${title}', async () => {\n${[...lines, 'await mock.close()'].map((line) => `  ${line}\n`).join('')}})\n`

/** The options of the client: the token, the values that every call sends, and the mock. */
const optionsOf = ({ clientOptions, keys = {} }: Profile, token: string | undefined): string =>
  [
    ...(token === undefined ? [] : [`auth: ${token}`]),
    ...[...new Set(Object.values(clientOptions))].map(
      (name) => `${name}: ${name === 'clientId' ? 'mock.credentials(definition).clientId' : `'demo'`}`,
    ),
    ...Object.keys(keys).map((name) => `${name}: mock.credentials(definition).${name}`),
    '...mock.client',
  ].join(', ')

const initOf = ({ params }: SampleCall): string =>
  Object.keys(params).length > 0 ? `, { params: ${literal(params)} }` : ''
