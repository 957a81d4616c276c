import type { Context, Hono, Next } from 'hono'
import type { Evidence, MockOperation, Profile } from '../../../specs/profile.js'
import { authorizationEndpoint } from '../../oauth/endpoints.js'
import { oauthDialectOf } from '../../oauth/dialect.js'
import { takesTokenRequests } from '../../oauth/token-request.js'
import { authorize } from '../definition/authorize.js'
import type { Parts } from '../definition/define-provider.js'
import { dialectOf } from '../definition/dialect.js'
import type { AnyWorld, Env } from '../definition/world.js'
import { faultHeader } from '../faults/fault-header.js'
import { withFaults } from '../faults/with-faults.js'
import { recordRequest } from '../journal/record-request.js'
import { printDefect } from '../printable.js'
import { maxUpload, tooLarge } from './body.js'
import { Call, type InputSchemas } from './call.js'
import type { ZodSchema } from './decode.js'
import { InvalidInputError } from './invalid-input.js'
import { mountsOf } from './mounts.js'
import { noteOf, readInput, takesUpload } from './read-input.js'
import { pathTemplate, type PathTemplate } from './path-template.js'
import { RefusalError, respond, serializeBody, toResponse, type Payload, type Reply } from './reply.js'

/** A request and its reply, for validating the mock against the spec. */
export interface Exchange {
  readonly provider: string
  readonly operation: string
  readonly request: {
    readonly method: string
    readonly url: string
    /** The path below the server, as in the spec's path templates. */
    readonly path: string
    readonly headers: Headers
    readonly body: string
  }
  readonly reply: Reply
}

/** An operation at one of its mount points. */
interface OperationRoute {
  readonly mount: string
  readonly template: PathTemplate
  readonly methods: readonly string[]
  /** Whether a world allows a method for the operation. */
  readonly takes: (method: string, world: AnyWorld) => boolean
  readonly respond: (c: Context<Env>, next: Next) => Promise<Response | void>
}

type AnyHandler = (call: Call<never>, world: AnyWorld) => Reply | Promise<Reply>

/** Adds every operation of a definition to the app, at each mount point of its server. */
export function mountOperations(app: Hono<Env>, parts: Parts): void {
  const { spec, routes } = parts
  const { profile } = spec
  const dialect = dialectOf(parts)
  const guard: (call: Call<never>, world: AnyWorld) => unknown =
    parts.authorize ?? ((call, world) => authorize(call, world, dialect))
  const places: OperationRoute[] = []

  // `/things/mine` must come before `/things/{id}` (OpenAPI, Path Templating Matching): `{` sorts after every letter and digit.
  // HEAD comes before GET: Hono has no routes for HEAD, so such an operation is a route of GET that passes on real GETs.
  const orderOf = ({ path, method }: MockOperation) => `${path} ${method === 'HEAD' ? 0 : 1}`
  const ordered = Object.entries(spec.operations).sort(([, one], [, other]) => (orderOf(one) < orderOf(other) ? -1 : 1))
  for (const [id, operation] of ordered) {
    const handler = handlerOf(id, parts)
    const more = routes.methods?.[id] ?? {}
    const methods = [operation.method, ...Object.keys(more)]
    const takes: OperationRoute['takes'] = (method, { policy }) =>
      !Object.hasOwn(more, method) || more[method]!(policy as never)
    const template = pathTemplate(operation.path)
    const needsQuery = Object.values(operation.fields).some((field) => field.required || field.default)
    let schemas: InputSchemas | undefined

    const handle = async (c: Context<Env>, mount: string): Promise<Response> => {
      const { world, connection } = c.env
      const request = c.req.raw
      if (!takes(request.method, world)) return refuseRoute(c)
      const hasBody = operation.body !== null || request.method !== operation.method
      const input = hasBody ? await readInput(request, operation) : { text: '' }
      if (input === null) {
        const refusal = tooLarge(takesUpload(operation) ? maxUpload : undefined)
        recordRequest(world, id, c.req, refusal)
        return toResponse(refusal)
      }
      // Validators are loaded only when needed, because loading is slow. OAuth endpoints validate their own input.
      const isChecked = operation.body !== null || needsQuery || request.url.includes('?')
      if (!isSignIn(id, profile) && isChecked) schemas ??= await inputSchemas(id, operation, spec.schemas)
      const address = connection?.address ?? 'local'
      const call = new Call<never>(id, operation, template.read(c.req.param()), request, {
        profile,
        ...input,
        address,
        schemas,
      })
      const reply = await (world.faults.size === 0 && call.header(faultHeader) === null
        ? run(call, world)
        : withFaults(call, { world, parts, connection }, () => run(call, world)))
      call.headers['x-onair-evidence'] ??= evidenceOf(operation, reply.status)
      const body = serializeBody(reply, call.headers)
      const { grantType, account, fields } = call
      const requestHeaders = connection?.rawHeaders ?? request.headers
      const traffic = {
        url: request.url,
        requestHeaders,
        requestBody: input.text,
        responseHeaders: call.headers,
        responseBody: shown(body),
      }
      recordRequest(world, id, c.req, reply, { grantType, account, fields, traffic })
      if (call.fault === undefined)
        world.onExchange?.({
          provider: profile.provider,
          operation: id,
          request: {
            // A HEAD that the spec does not list is handled as GET.
            method: operation.method,
            url: request.url,
            path: c.req.path.slice(mount.length) || '/',
            headers: request.headers,
            body: input.text,
          },
          reply: { ...reply, headers: { ...call.headers } },
        })
      return (call.write ?? connection?.write ?? respond)(reply.status, call.headers, body)
    }

    async function run(call: Call<never>, world: AnyWorld): Promise<Reply> {
      try {
        call.context = guard(call, world)
        return await handler(call, world)
      } catch (error) {
        if (error instanceof RefusalError) return error.reply
        if (error instanceof InvalidInputError)
          return { reason: error.message, ...dialect.invalid(error, operation, world) }
        // Printed, so that a defect of the mock is not mistaken for a fault of the provider.
        printDefect(error)
        return { ...dialect.failure(500, world), reason: `defect of the mock: ${String(error)}` }
      }
    }

    for (const server of [operation.server, ...(routes.aliases?.[operation.server] ?? [])]) {
      for (const mount of mountsOf(profile, server)) {
        const respond: OperationRoute['respond'] = (c, next) =>
          operation.method === 'HEAD' && c.req.raw.method !== 'HEAD' ? next() : handle(c, mount)
        places.push({ mount, template, methods, takes, respond })
      }
    }
  }

  // Longest mount first, so that a parameter below a shorter mount does not match its paths. The sort is stable: paths keep their order.
  places.sort((one, other) => other.mount.length - one.mount.length)
  for (const { mount, template, methods, respond } of places) {
    // An operation at the root of a server is also served without the trailing slash.
    const paths = template.pattern === '/' ? [mount, `${mount}/`] : [`${mount}${template.pattern}`]
    app.on(
      methods.map((method) => (method === 'HEAD' ? 'GET' : method)),
      paths,
      respond,
    )
  }

  function refuseRoute({ req, env: { world, connection } }: Context<Env>): Response {
    const { path, method } = req
    const allowed = places
      .filter(({ mount, template }) => path.startsWith(mount) && template.test(path.slice(mount.length) || '/'))
      .flatMap(({ methods, takes }) => methods.filter((one) => takes(one, world)))
    const reply =
      allowed.length > 0
        ? { reason: 'wrong method', ...dialect.wrongMethod({ method, path, allowed: [...new Set(allowed)] }, world) }
        : { reason: 'unknown route', ...dialect.unknownRoute(path, world) }
    const headers = { 'x-onair-evidence': 'inferred' }
    const body = serializeBody(reply, headers)
    const { url, headers: own } = req.raw
    const requestHeaders = connection?.rawHeaders ?? own
    const traffic = { url, requestHeaders, requestBody: '', responseHeaders: headers, responseBody: shown(body) }
    recordRequest(world, null, req, reply, { traffic })
    return respond(reply.status, headers, body)
  }

  app.all(`/${profile.provider}/*`, refuseRoute)
}

/** The handler of an operation: the definition's own, the OAuth server's, the spec's example, or 501. */
function handlerOf(id: string, parts: Parts): AnyHandler {
  const { spec, handlers, fallback } = parts
  const { oauth, provider } = spec.profile
  const own = handlers[id] as AnyHandler | undefined
  if (own) return own
  const dialect = oauthDialectOf(parts)
  if (id === oauth?.authorize) return (call, world) => authorizationEndpoint(call.request, world as never, dialect)
  if (takesTokenRequests(id, spec.profile.oauth)) return (call, world) => world.oauth!.token(call)
  if (oauth?.deviceAuthorization === id) return (call, world) => world.oauth!.deviceAuthorization(call)
  if (oauth?.revoke === id) return (call, world) => world.oauth!.revocation(call)
  if (fallback === 'examples') return (call) => example(call, spec.examples)
  const message = `onair mock: ${provider}.${id} is in the spec but not in the mock.`
  return () => ({ status: 501, body: { message }, reason: 'not implemented' })
}

/** Validates the input and replies with the spec's example of a success. */
async function example(call: Call<never>, load: Parts['spec']['examples']): Promise<Reply> {
  call.query()
  if (call.operation.body !== null) call.body()
  const found = (await load())[call.id]
  if (!found)
    return {
      status: 501,
      body: { message: `onair mock: the spec has no example of ${call.id}.` },
      reason: 'no example',
    }
  const { status, body, contentType } = found
  const headers = { 'x-onair-example': 'true', ...(contentType !== undefined && { 'content-type': contentType }) }
  return { status, headers, ...(body !== undefined && { body }) }
}

/** The evidence of a reply. `inferred` for a status that is not in the spec. */
function evidenceOf({ statuses }: MockOperation, status: number): Evidence {
  return statuses[status] ?? statuses[`${String(status)[0] as '2'}XX`] ?? 'inferred'
}

/** What the journal keeps of a body. */
const shown = (body: Payload | null): string | null => (body instanceof Uint8Array ? noteOf(body) : body)

const isSignIn = (id: string, { oauth }: Profile): boolean =>
  oauth !== null &&
  (takesTokenRequests(id, oauth) || [oauth.authorize, oauth.deviceAuthorization, oauth.revoke].includes(id))

/** Throws a `RangeError` if the spec of a definition lacks a validator. Called at the start, so that calls do not fail later. */
export async function checkSchemas({ spec: { operations, schemas, profile } }: Parts): Promise<void> {
  const checked = Object.entries(operations).filter(([id]) => !isSignIn(id, profile))
  for (const [id, operation] of checked) await inputSchemas(id, operation, schemas)
}

/**
 * The validators of an operation's input, by their generated names. Throws a `RangeError` if one is missing, because the input would not
 * be validated. Loads nothing for an operation without input.
 */
export async function inputSchemas(
  id: string,
  { body, fields }: MockOperation,
  load: Parts['spec']['schemas'],
): Promise<InputSchemas> {
  const hasQuery = Object.values(fields).some((field) => field.in === 'query')
  // A schema describes fields, not one text or a sequence of bytes.
  const hasFields = body !== null && body !== 'raw'
  const schemas = hasQuery || hasFields ? await load() : {}
  const named = (part: 'Query' | 'Body'): ZodSchema => {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}${part}`
    const schema = schemas[name]
    if (!schema)
      throw new RangeError(
        `The schema '${name}', which validates the input of ${id}, is missing. Run \`onair generate\` again.`,
      )
    return schema as ZodSchema
  }
  return { query: hasQuery ? named('Query') : undefined, body: hasFields ? named('Body') : undefined }
}
