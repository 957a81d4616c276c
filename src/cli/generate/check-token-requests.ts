import type { OAuthProfile } from '../../../specs/profile.js'
import type { PathItem, SpecOperation } from './document.js'
import { bodyTypeOf, isJson } from './media-types.js'
import type { Spec } from './read-spec.js'
import type { SpecProblem } from './spec-error.js'
import type { Table } from './table.js'
import type { Path } from './walk.js'
import { dereference, propertiesOf } from './wire-type.js'

type Grant = OAuthProfile['grants'][number]

/** The fields that authenticate a client in a body. */
const identities: Readonly<Record<OAuthProfile['clientAuthentication'], readonly string[]>> = {
  client_secret_post: ['client_id', 'client_secret'],
  client_secret_basic: [],
  none: ['client_id'],
  api_key: ['api_key'],
}

/** What is wrong with the token requests and the token answers of a profile, and what to write instead. */
export const checkTokenRequests = (spec: Spec, { operations }: Table, oauth: OAuthProfile): readonly SpecProblem[] => {
  const { document } = spec
  const { grants, token, tokenRefresh = token, clientAuthentication, requestFields = {}, answerFields } = oauth
  const problems: SpecProblem[] = []
  const report = (at: Path, message: string) =>
    problems.push(spec.problem(['x-onair', 'oauth', ...at], 'oauth-fields', message))
  const endpointOf = (grant: Grant) => (grant === 'refresh_token' ? tokenRefresh : token)
  const operationOf = (id: string): SpecOperation | undefined => {
    const row = operations[id]
    const item: PathItem | undefined = row && dereference(document, document.paths?.[row.path])
    return row && (item?.[row.method.toLowerCase()] as SpecOperation | undefined)
  }

  if (clientAuthentication === 'api_key') {
    const users = ['authorize', 'deviceAuthorization', 'revoke', 'clientIdHeader'] as const
    if (grants.includes('authorization_code') || users.some((key) => oauth[key])) {
      const message =
        'A client with an API key gets tokens of its own only. Write `grants: [client_credentials, refresh_token]`, without an authorization, device or revocation endpoint and without `clientIdHeader`.'
      report(['clientAuthentication'], message)
    }
    for (const grant of grants) {
      if (requestFields[grant]) continue
      const own = grant === 'refresh_token' ? 'refresh_token: refreshToken' : 'api_key: apiKey'
      const message = `Name the fields of the request with an API key: \`requestFields: { ${grant}: { ${own} } }\`, with the names that the operation takes.`
      report(['clientAuthentication'], message)
    }
  }
  for (const [key, names] of Object.entries(requestFields)) {
    const grant = key as Grant
    const at = ['requestFields', grant]
    if (!grants.includes(grant)) {
      report(at, `\`grants\` does not have ${grant}. Add it there, or leave its fields out.`)
      continue
    }
    const id = endpointOf(grant)
    for (const name of neededBy(grant, oauth)) {
      if (!(name in names)) report(at, `The request needs ${name}. Write \`${name}: <the provider's name>\`.`)
    }
    for (const name of ['client_id', 'client_secret', 'api_key']) {
      if (!(name in names) || identities[clientAuthentication].includes(name)) continue
      const message = `\`clientAuthentication: ${clientAuthentication}\` sends no ${name}. Leave it out, or change \`clientAuthentication\`.`
      report([...at, name], message)
    }
    const isShared = grants.some((other) => other !== grant && endpointOf(other) === id)
    if (!names.grant_type && (isShared || (id === token && oauth.deviceAuthorization !== undefined))) {
      const message = `${id} takes other grants too. Name the field that tells them apart, \`grant_type: <name>\`, or give refreshes their own operation, \`tokenRefresh: <operationId>\`.`
      report(at, message)
    }
    const operation = operationOf(id)
    const content = dereference(document, operation?.requestBody)?.content
    const isGet = operations[id]?.method === 'GET'
    const schema = content?.[bodyTypeOf(content)?.type ?? '']?.schema
    const declared = isGet ? Object.keys(operations[id]!.fields) : Object.keys(propertiesOf(document, schema))
    if (operation && !content && !isGet) report(at, `${id} has no request body. Describe it, with these fields.`)
    for (const [name, own] of Object.entries(names)) {
      if (declared.length === 0 || declared.includes(own)) continue
      const message = `The request of ${id} has no field ${own}. It has ${declared.join(', ')}: write one of these, or describe the field.`
      report([...at, name], message)
    }
  }

  if (answerFields && answerFields.access_token === undefined) {
    report(['answerFields'], "Name the field of the access token: `access_token: <the provider's name>`.")
  }
  if (oauth.expiryForm !== undefined && oauth.expiry === undefined) {
    report(['expiryForm'], 'Name the field that has the time: `expiry: <name>`.')
  }
  for (const id of new Set([token, tokenRefresh])) {
    const [, success] =
      Object.entries(operationOf(id)?.responses ?? {}).find(([status]) => status.startsWith('2')) ?? []
    const content = dereference(document, success)?.content ?? {}
    let { schema } = Object.entries(content).find(([type]) => isJson(type))?.[1] ?? {}
    const lacks = (name: string) => {
      const declared = Object.keys(propertiesOf(document, schema))
      if (declared.length === 0 || declared.includes(name)) return undefined
      return `The answer of ${id} has no field ${name} there. It has ${declared.join(', ')}: write one of these, or describe the field.`
    }
    for (const step of oauth.answerAt?.split('.') ?? []) {
      const problem = lacks(step)
      if (problem) report(['answerAt'], problem)
      schema = propertiesOf(document, schema)[step]
    }
    for (const [name, own] of Object.entries(answerFields ?? {})) {
      const problem = lacks(own)
      if (problem) report(['answerFields', name], problem)
    }
  }
  return problems
}

/** The fields without which a grant cannot be requested. */
const neededBy = (grant: Grant, { clientAuthentication, pkce }: OAuthProfile): readonly string[] => {
  if (grant === 'refresh_token') return ['refresh_token']
  const identity = identities[clientAuthentication]
  if (grant === 'client_credentials') return identity
  return ['code', 'redirect_uri', ...(pkce === null ? [] : ['code_verifier']), ...identity]
}
