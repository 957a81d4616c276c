import type { Context, Hono } from 'hono'
import type { Evidence, MockOperation, Profile } from '../../../specs/profile.js'
import { authorizationEndpoint } from '../../oauth/endpoints.js'
import { oauthDialectOf } from '../../oauth/dialect.js'
import { authorize } from '../definition/authorize.js'
import type { Parts } from '../definition/define-provider.js'
import { dialectOf } from '../definition/dialect.js'
import type { AnyWorld, Env } from '../definition/world.js'
import { faultHeader } from '../faults/fault-header.js'
import { withFaults } from '../faults/with-faults.js'
import { recordRequest } from '../journal/record-request.js'
import { printDefect } from '../printable.js'
import { readBody, tooLarge } from './body.js'
import { Call, type InputSchemas } from './call.js'
import { InvalidInputError, type ZodSchema } from './decode.js'
import { mountsOf } from './mounts.js'
import { pathTemplate, type PathTemplate } from './path-template.js'
import { RefusalError, respond, serializeBody, toResponse, type Reply } from './reply.js'

/** A request and its reply, for checks of the mock against the spec. */
export interface Exchange {
  readonly provider: string
  readonly operation: string
  readonly request: {
    readonly method: string
    readonly url: string
    /** The path below the server, as the spec's templates have it. */
    readonly path: string
    readonly headers: Headers
    readonly body: string
  }
  readonly reply: Reply
}

/** An operation at one of its places. */
interface OperationRoute {
  readonly mount: string
  readonly template: PathTemplate
  readonly methods: readonly string[]
  /** Whether a world takes the operation by a method. */
  readonly takes: (method: string, world: AnyWorld) => boolean
  readonly answer: (c: Context<Env>) => Promise<Response>
}

type AnyHandler = (call: Call<never>, world: AnyWorld) => Reply | Promise<Reply>

/** Puts every operation of a definition on the app, below each mount point of its server. */
export function mountOperations(app: Hono<Env>, parts: Parts): void {
  const { spec, routes } = parts
  const { profile } = spec
  const dialect = dialectOf(parts)
  const guard: (call: Call<never>, world: AnyWorld) => unknown =
    parts.authorize ?? ((call, world) => authorize(call, world, dialect))
  const places: OperationRoute[] = []

  // In this order `/things/mine` comes before `/things/{id}`, as OpenAPI wants it: `{` is above every letter and digit.
  const ordered = Object.entries(spec.operations).sort(([, { path: one }], [, { path: other }]) =>
    one < other ? -1 : 1,
  )
  for (const [id, operation] of ordered) {
    const handler = handlerOf(id, parts)
    const more = routes.methods?.[id] ?? {}
    const methods = [operation.method, ...Object.keys(more)]
    const takes: OperationRoute['takes'] = (method, { policy }) =>
      !Object.hasOwn(more, method) || more[method]!(policy as never)
    const template = pathTemplate(operation.path)
    const needsQuery = Object.values(operation.fields).some((field) => field.required || field.default)
    let schemas: InputSchemas | undefined

    const answer = async (c: Context<Env>, mount: string): Promise<Response> => {
      const { world, connection } = c.env
      const request = c.req.raw
      if (!takes(request.method, world)) return refuseRoute(c)
      const hasBody = operation.body !== null || request.method !== operation.method
      const text = hasBody ? await readBody(request) : ''
      if (text === null) {
        recordRequest(world, id, c.req, tooLarge)
        return toResponse(tooLarge)
      }
      // Loading the validators takes its time, and sign-in reads its own input.
      const isChecked = operation.body !== null || needsQuery || request.url.includes('?')
      if (!isSignIn(id, profile) && isChecked) schemas ??= await inputSchemas(id, operation, spec.schemas)
      const address = connection?.address ?? 'local'
      const call = new Call<never>(id, operation, template.read(c.req.param()), request, {
        profile,
        text,
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
        requestBody: text,
        responseHeaders: call.headers,
        responseBody: body,
      }
      recordRequest(world, id, c.req, reply, { grantType, account, fields, traffic })
      if (call.fault === undefined)
        world.onExchange?.({
          provider: profile.provider,
          operation: id,
          request: {
            // HEAD is answered as GET is, and no spec lists it.
            method: operation.method,
            url: request.url,
            path: c.req.path.slice(mount.length) || '/',
            headers: request.headers,
            body: text,
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
        // A defect of the mock must be seen, not be taken for the provider's own fault.
        printDefect(error)
        return { ...dialect.failure(500, world), reason: `defect of the mock: ${String(error)}` }
      }
    }

    for (const server of [operation.server, ...(routes.aliases?.[operation.server] ?? [])]) {
      for (const mount of mountsOf(profile, server)) {
        places.push({ mount, template, methods, takes, answer: (c) => answer(c, mount) })
      }
    }
  }

  // Longest mount first: what lies below it is no parameter of a path below a shorter one. Sorting keeps the order of paths.
  places.sort((one, other) => other.mount.length - one.mount.length)
  for (const { mount, template, methods, answer } of places) {
    // Where a server has an operation at its root, its bare address means that too.
    const paths = template.pattern === '/' ? [mount, `${mount}/`] : [`${mount}${template.pattern}`]
    app.on([...methods], paths, answer)
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
    const traffic = { url, requestHeaders, requestBody: '', responseHeaders: headers, responseBody: body }
    recordRequest(world, null, req, reply, { traffic })
    return respond(reply.status, headers, body)
  }

  app.all(`/${profile.provider}/*`, refuseRoute)
}

/** The definition's own handler, the machinery's for sign-in, the spec's example, or 501. */
function handlerOf(id: string, parts: Parts): AnyHandler {
  const { spec, handlers, fallback } = parts
  const { oauth, provider } = spec.profile
  const own = handlers[id] as AnyHandler | undefined
  if (own) return own
  const dialect = oauthDialectOf(parts)
  if (id === oauth?.authorize) return (call, world) => authorizationEndpoint(call.request, world as never, dialect)
  if (id === oauth?.token) return (call, world) => world.oauth!.token(call)
  if (fallback === 'examples') return (call) => example(call, spec.examples)
  const message = `onair mock: ${provider}.${id} is in the spec but not in the mock.`
  return () => ({ status: 501, body: { message }, reason: 'not implemented' })
}

/** What the spec shows as the success of an operation, after a look at the input. */
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

/** How sure we are of a reply. A status that the spec does not have is the mock's own. */
function evidenceOf({ statuses }: MockOperation, status: number): Evidence {
  return statuses[status] ?? statuses[`${String(status)[0] as '2'}XX`] ?? 'inferred'
}

const isSignIn = (id: string, { oauth }: Profile): boolean => oauth?.authorize === id || oauth?.token === id

/** Throws a `RangeError` for a definition whose spec lacks a validator: found at the start, not at the first call. */
export async function checkSchemas({ spec: { operations, schemas, profile } }: Parts): Promise<void> {
  const checked = Object.entries(operations).filter(([id]) => !isSignIn(id, profile))
  for (const [id, operation] of checked) await inputSchemas(id, operation, schemas)
}

/**
 * The validators of an operation's input, by the names that the generator gives them. Throws a `RangeError` where one is
 * missing: else the input would pass unchecked. Where there is no input, nothing is loaded.
 */
export async function inputSchemas(
  id: string,
  { body, fields }: MockOperation,
  load: Parts['spec']['schemas'],
): Promise<InputSchemas> {
  const hasQuery = Object.values(fields).some((field) => field.in === 'query')
  const schemas = hasQuery || body !== null ? await load() : {}
  const named = (part: 'Query' | 'Body'): ZodSchema => {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}${part}`
    const schema = schemas[name]
    if (!schema) throw new RangeError(`There is no schema '${name}' to check the input of ${id} with.`)
    return schema as ZodSchema
  }
  return { query: hasQuery ? named('Query') : undefined, body: body !== null ? named('Body') : undefined }
}
