import type { Profile } from '../../../specs/profile.js'
import { nameOf } from './entries.js'
import { findSpecs } from './find-specs.js'
import { literal } from './literal.js'
import { makeProfile } from './profile.js'
import { readSpec } from './read-spec.js'
import { sampleCallOf, type SampleCall } from './sample-call.js'
import { makeTable } from './table.js'

/** The sources beside the specs folder, by file name: the provider's client, its mock and a test of both. Throws `SpecError` if the spec is wrong. */
export const starterFiles = async (specs: string, provider: string): Promise<ReadonlyMap<string, string>> => {
  const [file] = (await findSpecs(specs)).filter((one) => one.provider === provider)
  const spec = await readSpec(file!)
  const table = makeTable(spec)
  const profile = makeProfile(spec, table)
  const call = sampleCallOf(spec.document, table, profile)
  return new Map([
    [`${provider}.ts`, renderClient(profile)],
    [`${provider}-mock.ts`, renderMock(profile)],
    [`${provider}.test.ts`, renderTest(profile, call)],
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
  const { provider, title, oauth } = profile
  const [value, type] = [nameOf(provider), typeNameOf(profile)]
  if (!call) return ''
  const init = Object.keys(call.params).length > 0 ? `, { params: ${literal(call.params)} }` : ''
  const signIn = oauth
    ? `  const auth = ${value}Auth({ ...mock.credentials(definition), ...mock.client })
  const { url } = await auth.begin({ account: 'alice', scopes: ${literal(call.scopes ?? [])} })
  await auth.complete(await mock.approve(url))
  const ${value} = create${type}({ auth: auth.account('alice'), ...mock.client })`
    : `  const { accessToken } = mock.credentials(definition)
  const ${value} = create${type}({ auth: staticToken(accessToken), ...mock.client })`
  return `import { staticToken } from 'onair'
import { createMock } from 'onair/mock'
import { expect, test } from 'vitest'
import { ${value} as definition } from './${provider}-mock.js'
import { create${type}${oauth ? `, ${value}Auth` : ''} } from './${provider}.js'

test('${oauth ? 'a signed-in user' : 'a client with the access token'} calls ${call.operationId}', async () => {
  const mock = await createMock({ providers: [definition] })
${signIn}
  expect((await ${value}.call('${call.operationId}'${init})).ok).toBe(true)
  await mock.close()
})

test('the mock refuses a token that it did not issue', async () => {
  const mock = await createMock({ providers: [definition] })
  const ${value} = create${type}({ auth: staticToken('unknown'), ...mock.client })
  expect((await ${value}.call('${call.operationId}'${init})).status).toBe(401)
  await mock.close()
})
`
}
