import type { Context as HonoContext, Hono } from 'hono'
import type { Evidence, Operation, OperationTable, Profile } from '../../../specs/profile.js'
import { readBody, tooLarge } from './body.js'
import { Call, type InputSchemas } from './call.js'
import { InvalidInputError, type Schema } from './decode.js'
import type { Journal, JournalEntry } from '../journal.js'
import { mountsOf } from './mounts.js'
import type { ReplyOf } from './operation-types.js'
import { pathTemplate, type PathTemplate } from './path-template.js'
import { printDefect } from '../printable.js'
import { RefusalError, toResponse, type Connection, type Reply } from './reply.js'

/** A handler for each operation; one that is missing is answered with 501. */
export type Handlers<Operations, Context> = {
  readonly [Id in keyof Operations]?: (
    call: Call<Operations[Id], Context>,
  ) => ReplyOf<Operations[Id]> | Promise<ReplyOf<Operations[Id]>>
}

/** What a failure looks like at a provider. The core says when, the dialect says how. */
export interface Dialect<Context> {
  /** What stands before every handler, in the provider's order: token, limits, tenant, scope. Throws `RefusalError`. */
  readonly authorize: (call: Call<never, Context>) => Context
  readonly invalid: (error: InvalidInputError, operation: Operation) => Reply
  readonly unknownRoute: (path: string) => Reply
  readonly wrongVerb: (verb: string, path: string, allowed: readonly string[]) => Reply
  readonly fault: () => Reply
}

/** A request and its reply, for whoever checks the mock against the spec. */
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

export interface Routes<Operations, Context> {
  readonly profile: Profile
  readonly operations: OperationTable
  readonly handlers: Handlers<Operations, Context>
  readonly dialect: Dialect<Context>
  /** The generated validators of input. Left out where no handler has its input decoded. */
  readonly schemas?: () => Promise<Readonly<Record<string, unknown>>>
  /** Further mount points of a server, below the provider's prefix. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
  /** Further methods that an operation is taken by. */
  readonly methods?: Readonly<Record<string, readonly string[]>>
  readonly journal: Journal
  readonly now: () => number
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** An operation at one of its places. */
interface Mounted {
  readonly mount: string
  readonly methods: readonly string[]
  readonly template: PathTemplate
  readonly answer: (c: HonoContext) => Promise<Response>
}

type AnyHandler = (call: Call<never, never>) => Reply | Promise<Reply>

/** Puts every operation of the table on the app, below each mount point of its server. */
export function mountOperations<Operations, Context>(app: Hono, routes: Routes<Operations, Context>): void {
  const { profile, operations, handlers, dialect, journal } = routes
  const mounted: Mounted[] = []

  // In this order `/things/mine` comes before `/things/{id}`, as OpenAPI wants it: `{` is above every letter and digit.
  const ordered = Object.entries(operations).sort(([, { path: one }], [, { path: other }]) => (one < other ? -1 : 1))
  for (const [id, operation] of ordered) {
    const methods = [operation.method, ...(routes.methods?.[id] ?? [])]
    const template = pathTemplate(operation.path)
    const handler = (handlers[id as keyof Operations] ?? notImplemented(profile, id)) as AnyHandler
    let schemas: InputSchemas | undefined

    const answer = async (c: HonoContext, mount: string): Promise<Response> => {
      const request = c.req.raw
      const connection: Connection = c.env ?? {}
      const hasBody = operation.body !== null || request.method !== operation.method
      const text = hasBody ? await readBody(request) : ''
      if (text === null) {
        record(id, c.req, tooLarge)
        return toResponse(tooLarge)
      }
      // Loading the validators takes its time, and sign-in reads its own input.
      if (routes.schemas && operation.scopes !== null) schemas ??= await inputSchemas(id, operation, routes.schemas)
      const call = new Call<never, Context>(id, operation, template.read(c.req.param()), request, {
        profile,
        text,
        address: connection.address ?? 'local',
        schemas,
      })
      const reply = await run(call, handler)
      call.headers['x-onair-evidence'] = evidenceOf(operation, reply.status)
      record(id, c.req, reply, call)
      routes.onExchange?.({
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
        reply: { ...reply, headers: { ...call.headers, ...reply.headers } },
      })
      return toResponse(reply, call.headers, connection.write)
    }

    for (const server of [operation.server, ...(routes.aliases?.[operation.server] ?? [])]) {
      for (const mount of mountsOf(profile, server)) {
        mounted.push({ mount, methods, template, answer: (c) => answer(c, mount) })
      }
    }
  }

  // Longest mount first: what lies below it is no parameter of a path below a shorter one. Sorting keeps the order of paths.
  mounted.sort((one, other) => other.mount.length - one.mount.length)
  for (const { mount, methods, template, answer } of mounted) {
    // Where a server has an operation at its root, its bare address means that too.
    const paths = template.pattern === '/' ? [mount, `${mount}/`] : [`${mount}${template.pattern}`]
    app.on([...methods], paths, answer)
  }

  function record(
    id: string | null,
    { method, path }: { readonly method: string; readonly path: string },
    { status, reason }: Reply,
    { grantType, account, fields }: Partial<Pick<Call, 'grantType' | 'account' | 'fields'>> = {},
  ): void {
    const operation = id === null ? null : `${profile.provider}.${id}`
    const entry: Writable<JournalEntry> = {
      at: routes.now(),
      provider: profile.provider,
      operation,
      method,
      path,
      status,
    }
    if (reason) entry.reason = reason
    if (grantType) entry.grantType = grantType
    if (account) entry.account = account
    if (fields) entry.fields = fields
    journal.record(entry)
  }

  async function run(call: Call<never, Context>, handler: AnyHandler): Promise<Reply> {
    try {
      call.context = dialect.authorize(call)
      return await handler(call as never)
    } catch (error) {
      if (error instanceof RefusalError) return error.reply
      if (error instanceof InvalidInputError)
        return { reason: error.message, ...dialect.invalid(error, call.operation) }
      // A defect of the mock must be seen, not be taken for the provider's own fault.
      printDefect(error)
      return { ...dialect.fault(), reason: `defect of the mock: ${String(error)}` }
    }
  }

  app.all(`/${profile.provider}/*`, (c) => {
    const path = c.req.path
    const allowed = mounted
      .filter(({ mount, template }) => path.startsWith(mount) && template.test(path.slice(mount.length) || '/'))
      .flatMap(({ methods }) => methods)
    const reply =
      allowed.length > 0
        ? { reason: 'wrong verb', ...dialect.wrongVerb(c.req.method, path, [...new Set(allowed)]) }
        : { reason: 'unknown route', ...dialect.unknownRoute(path) }
    record(null, c.req, reply)
    return toResponse(reply, { 'x-onair-evidence': 'inferred' })
  })
}

/** How sure we are of a reply. A status that the spec does not have is the mock's own. */
function evidenceOf({ statuses }: Operation, status: number): Evidence {
  return statuses[status] ?? statuses[`${String(status)[0] as '2'}XX`] ?? 'inferred'
}

/**
 * The validators of an operation's input, by the names that the generator gives them. Throws where one is missing: else the
 * input would pass unchecked. Where there is no input, nothing is loaded.
 */
async function inputSchemas(
  id: string,
  { body, fields }: Operation,
  load: NonNullable<Routes<unknown, unknown>['schemas']>,
): Promise<InputSchemas> {
  const hasQuery = Object.values(fields).some((field) => field.in === 'query')
  const schemas = hasQuery || body !== null ? await load() : {}
  const named = (part: 'Query' | 'Body'): Schema => {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}${part}`
    const schema = schemas[name]
    if (!schema) throw new Error(`onair mock: there is no schema ${name} to check the input of ${id} with.`)
    return schema as Schema
  }
  return { query: hasQuery ? named('Query') : undefined, body: body !== null ? named('Body') : undefined }
}

function notImplemented(profile: Profile, id: string): () => Reply {
  const message = `onair mock: ${profile.provider}.${id} is in the spec but not in the mock.`
  return () => ({ status: 501, body: { message }, reason: 'not implemented' })
}
