import type { OAuthProfile } from '../../../specs/profile.js'
import type { PathItem, SpecOperation, SpecSchema } from './document.js'
import { bodyTypeOf, isJson } from './media-types.js'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'
import type { Table } from './table.js'
import type { Path } from './walk.js'
import { dereference, propertiesOf } from './wire-type.js'

type Grant = OAuthProfile['grants'][number]

/** What the checks read, and where they report: `at` is a place below `x-onair.oauth`. */
interface Checked {
  readonly spec: Spec
  readonly table: Table
  readonly oauth: OAuthProfile
  readonly report: (at: Path, message: string) => void
}

/** What is wrong with the token requests and the token answers of a profile, and what to write instead. */
export const checkTokenRequests = (spec: Spec, table: Table, oauth: OAuthProfile): readonly SpecProblem[] => {
  const problems: SpecProblem[] = []
  const report = (at: Path, message: string) =>
    void problems.push(spec.problem(['x-onair', 'oauth', ...at], 'oauth-fields', message))
  const checked = { spec, table, oauth, report }
  if (oauth.clientAuthentication === 'api_key') checkApiKey(checked)
  for (const grant of Object.keys(oauth.requestFields ?? {})) checkRequest(checked, grant as Grant)
  checkAnswers(checked)
  return problems
}

/** A client with an API key has no users, and no standard says what its requests look like. */
const checkApiKey = ({ oauth, report }: Checked): void => {
  const { grants, requestFields = {} } = oauth
  const ofUsers = ['authorize', 'deviceAuthorization', 'revoke', 'clientIdHeader'] as const
  if (grants.includes('authorization_code') || ofUsers.some((key) => oauth[key])) {
    const message =
      'A client with an API key gets tokens of its own only. Write `grants: [client_credentials, refresh_token]`, without an authorization, device or revocation endpoint and without `clientIdHeader`.'
    report(['clientAuthentication'], message)
  }
  for (const grant of grants.filter((one) => !requestFields[one])) {
    const names = grant === 'refresh_token' ? 'refresh_token: refreshToken' : 'api_key: apiKey'
    const message = `Name the fields of the request with an API key: \`requestFields: { ${grant}: { ${names} } }\`, with the names that the operation takes.`
    report(['clientAuthentication'], message)
  }
}

/** The fields that authenticate a client in a body. */
const identities: Readonly<Record<OAuthProfile['clientAuthentication'], readonly string[]>> = {
  client_secret_post: ['client_id', 'client_secret'],
  client_secret_basic: [],
  none: ['client_id'],
  api_key: ['api_key'],
}

const endpointOf = (grant: Grant, { token, tokenRefresh = token }: OAuthProfile): string =>
  grant === 'refresh_token' ? tokenRefresh : token

const checkRequest = ({ spec, table, oauth, report }: Checked, grant: Grant): void => {
  const { grants, token, deviceAuthorization, clientAuthentication } = oauth
  const names: Readonly<Record<string, string>> = oauth.requestFields?.[grant] ?? {}
  const at = ['requestFields', grant]
  if (!grants.includes(grant)) {
    report(at, `\`grants\` does not have ${grant}. Add it there, or leave its fields out.`)
    return
  }
  for (const name of neededBy(grant, oauth)) {
    if (!Object.hasOwn(names, name)) report(at, `The request needs ${name}. Write \`${name}: <the provider's name>\`.`)
  }
  for (const name of ['client_id', 'client_secret', 'api_key']) {
    if (!Object.hasOwn(names, name) || identities[clientAuthentication].includes(name)) continue
    const message = `\`clientAuthentication: ${clientAuthentication}\` sends no ${name}. Leave it out, or change \`clientAuthentication\`.`
    report([...at, name], message)
  }
  const id = endpointOf(grant, oauth)
  const isShared = grants.some((other) => other !== grant && endpointOf(other, oauth) === id)
  if (names.grant_type === undefined && (isShared || (id === token && deviceAuthorization !== undefined))) {
    const message = `${id} takes other grants too. Name the field that tells them apart, \`grant_type: <name>\`, or give refreshes their own operation, \`tokenRefresh: <operationId>\`.`
    report(at, message)
  }
  const operation = operationOf(spec, table, id)
  if (!operation) return
  const content = dereference(spec.document, operation.requestBody)?.content
  const isGet = table.operations[id]?.method === 'GET'
  if (!content && !isGet) report(at, `${id} has no request body. Describe it, with these fields.`)
  const schema = content?.[bodyTypeOf(content)?.type ?? '']?.schema
  const declared = Object.keys(isGet ? table.operations[id]!.fields : propertiesOf(spec.document, schema))
  for (const [name, own] of Object.entries(names)) {
    if (!isUnknown(own, declared)) continue
    report([...at, name], `The request of ${id} has no field ${own}. ${writeOne(declared)}`)
  }
}

/** The fields without which a grant cannot be requested. */
const neededBy = (grant: Grant, { clientAuthentication, pkce }: OAuthProfile): readonly string[] => {
  if (grant === 'refresh_token') return ['refresh_token']
  const identity = identities[clientAuthentication]
  if (grant === 'client_credentials') return identity
  return ['code', 'redirect_uri', ...(pkce === null ? [] : ['code_verifier']), ...identity]
}

const checkAnswers = ({ spec, table, oauth, report }: Checked): void => {
  const { document } = spec
  const { token, tokenRefresh = token, answerFields, answerAt } = oauth
  if (answerFields && answerFields.access_token === undefined)
    report(['answerFields'], "Name the field of the access token: `access_token: <the provider's name>`.")
  if (oauth.expiryForm !== undefined && oauth.expiry === undefined)
    report(['expiryForm'], 'Name the field that has the time: `expiry: <name>`.')
  for (const id of new Set([token, tokenRefresh])) {
    const responses = Object.entries(operationOf(spec, table, id)?.responses ?? {})
    const success = responses.find(([status]) => status.startsWith('2'))?.[1]
    const contents = Object.entries(dereference(document, success)?.content ?? {})
    let schema: SpecSchema | undefined = contents.find(([type]) => isJson(type))?.[1].schema
    const check = (at: Path, name: string) => {
      const declared = Object.keys(propertiesOf(document, schema))
      if (isUnknown(name, declared)) report(at, `The answer of ${id} has no field ${name} there. ${writeOne(declared)}`)
    }
    for (const step of answerAt?.split('.') ?? []) {
      check(['answerAt'], step)
      schema = propertiesOf(document, schema)[step]
    }
    for (const [name, own] of Object.entries(answerFields ?? {})) check(['answerFields', name], own)
  }
}

/** Whether a schema that names its properties does not have this one. */
const isUnknown = (name: string, declared: readonly string[]): boolean =>
  declared.length > 0 && !declared.includes(name)

const writeOne = (declared: readonly string[]): string =>
  `It has ${declared.join(', ')}: write one of these, or describe the field.`

const operationOf = ({ document }: Spec, { operations }: Table, id: string): SpecOperation | undefined => {
  const row = operations[id]
  const item: PathItem | undefined = row && dereference(document, document.paths?.[row.path])
  return row && (item?.[row.method.toLowerCase()] as SpecOperation | undefined)
}
