import type { Context } from 'hono'
import { toResponse } from '../../core/http/reply.js'
import type { ControlEnv } from '../env.js'
import { formTokenOf, readControlFiles } from '../guard.js'
import { originOf } from '../origin.js'
import { problem } from '../problem.js'
import { attempt, requestOf, tokenFor, type TryInput } from './attempt.js'
import { documentOf } from './document.js'
import { credentialsOf, startOf } from './filled.js'
import { operationsOf } from './operations.js'
import { graphqlOperationOf, operationPage, referencePage } from './page.js'
import { tryPage, type TryOutcome, type TryOptions } from './try-page.js'

/** The operation that a request is about, with what its page needs. */
type TrySubject = Pick<TryOptions, 'parts' | 'world' | 'document' | 'operation' | 'formToken'> & {
  /** The mock's address that the browser uses, with the path of a sandbox. */
  readonly base: string
}

type ReferenceHandler = (c: Context<ControlEnv>) => Promise<Response>

/** The reference page of a provider. */
export const getReference: ReferenceHandler = async (c) => {
  const { instance } = c.env
  const provider = providerOf(c)
  if (!instance.names.includes(provider)) return unknown(c)
  const options = { parts: instance.partsOf(provider), world: instance.world(provider), origin: originOf(c.req.url) }
  const id = c.req.query('operation')
  const page = id === undefined ? await referencePage(options) : await operationPage(options, id)
  return page ? toResponse({ status: 200, ...page }) : unknown(c)
}

/** The form for an operation or for a root field of GraphQL. */
export const getForm: ReferenceHandler = async (c) => {
  const subject = await subjectOf(c, c.req.query('operation'))
  if (!subject) return unknown(c)
  const graphql = await graphqlOf(subject, c.req.query('field'))
  return toResponse({ status: 200, ...tryPage({ ...subject, graphql, asked: firstAsked(subject) }) })
}

/** The form with the mock's response. */
export const postForm: ReferenceHandler = async (c) => {
  const form = await readControlFiles(c)
  if (form instanceof Response) return form
  const subject = await subjectOf(c, textIn(form, 'operation'))
  if (!subject) return unknown(c)
  const graphql = isGraphQL(subject)
    ? { query: textIn(form, 'query'), variables: textIn(form, 'variables') }
    : undefined
  const asked = askedOf(subject, form, graphql)
  const outcome = await outcomeOf(c, subject, asked, textIn(form, 'intent'))
  return toResponse({ status: 200, ...tryPage({ ...subject, graphql, asked, outcome }) })
}

const unknown = (c: Context<ControlEnv>): Response =>
  problem(404, `The mock does not serve this provider or operation. It serves ${c.env.instance.names.join(', ')}.`)

const providerOf = (c: Context<ControlEnv>): string => c.req.param('provider') ?? ''

async function subjectOf(c: Context<ControlEnv>, id: string | undefined): Promise<TrySubject | undefined> {
  const { instance } = c.env
  const provider = providerOf(c)
  if (!instance.names.includes(provider)) return undefined
  const parts = instance.partsOf(provider)
  const document = await documentOf(parts.spec)
  const operation = document && operationsOf(document, parts.spec).find((one) => one.id === id)
  if (!operation) return undefined
  return {
    parts,
    world: instance.world(provider),
    document,
    operation,
    formToken: formTokenOf(c.env.mock),
    base: originOf(c.req.url) + c.env.prefix,
  }
}

const isGraphQL = ({ parts, operation }: TrySubject): boolean => graphqlOperationOf(parts) === operation.id

/** The GraphQL query of a form: an example for a root field, or the document's own example. */
async function graphqlOf(subject: TrySubject, field: string | undefined): Promise<TryOptions['graphql']> {
  const { parts, world } = subject
  if (!isGraphQL(subject)) return undefined
  if (field !== undefined) {
    const { readGraphQL } = await import('./graphql.js')
    const { roots, example } = readGraphQL(await parts.spec.sdl!())
    const root = roots.find(({ fields }) => fields.some(({ name }) => name === field))
    const found = root && example(root.name, field, world.users.all()[0]?.account ?? '')
    if (found) return { query: found.query, variables: JSON.stringify(found.variables, null, 2) }
  }
  const { query = '', variables = {} } = JSON.parse(firstAsked(subject).filled.body) as {
    readonly query?: string
    readonly variables?: object
  }
  return { query, variables: JSON.stringify(variables, null, 2) }
}

/** The initial input: the first account, with the scopes that the operation needs. */
function firstAsked({ parts, world, document, operation }: TrySubject): TryInput {
  const { oauth, scopes } = parts.spec.profile
  const wanted = operation.row.scopes ?? []
  return {
    filled: startOf(document, operation, world),
    account: oauth ? (world.users.all()[0]?.account ?? null) : 'credentials',
    scopes: wanted.length > 0 ? wanted : scopes,
  }
}

function askedOf({ parts, operation }: TrySubject, form: FormData, graphql: TryOptions['graphql']): TryInput {
  const names = Object.keys(operation.row.fields)
  const texts = (prefix: string, of: readonly string[]) =>
    Object.fromEntries(of.map((name) => [name, textIn(form, `${prefix}.${name}`)]))
  return {
    filled: {
      fields: texts('field', names),
      body: graphql ? graphqlBody(graphql) : textIn(form, 'body'),
      files: {
        ...Object.fromEntries(names.map((name) => [name, filesIn(form, `field.${name}`)])),
        '': filesIn(form, 'file'),
      },
      credentials: texts('credential', credentialsOf(operation, parts.spec.profile)),
    },
    account: textIn(form, 'account') || null,
    scopes: form.getAll('scope').map(String),
  }
}

/** The text of a field. Empty if it is a file or not there. Browsers end lines with CR LF. */
function textIn(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
}

/** The files of a field. A browser sends one without a name if none is chosen. */
const filesIn = (form: FormData, name: string): readonly File[] =>
  form.getAll(name).filter((one): one is File => typeof one !== 'string' && one.name !== '')

/** The body of a GraphQL request. Variables that are not valid JSON are sent unchanged; the mock refuses them. */
function graphqlBody({ query, variables }: NonNullable<TryOptions['graphql']>): string {
  return `{"query":${JSON.stringify(query)},"variables":${variables.trim() || '{}'}}`
}

async function outcomeOf(
  c: Context<ControlEnv>,
  subject: TrySubject,
  asked: TryInput,
  intent: string,
): Promise<TryOutcome> {
  const { sandbox, instance } = c.env
  const { parts, operation } = subject
  const options = { ...subject, sandbox, instance, asked }
  try {
    if (intent === 'token') {
      if (asked.account === null) return { kind: 'problem', message: 'Choose the account that the token is for.' }
      return { kind: 'token', token: await tokenFor({ ...options, account: asked.account, scopes: asked.scopes }) }
    }
    if (operation.id === parts.spec.profile.oauth?.authorize) {
      const { url, curl } = await requestOf(options)
      return { kind: 'address', url, curl }
    }
    return { kind: 'answer', attempt: await attempt(options) }
  } catch (error) {
    return { kind: 'problem', message: error instanceof Error ? error.message : String(error) }
  }
}
