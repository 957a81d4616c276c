import type { Operation, OperationTable, Profile } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { encodeForm, pathEncoder } from './form.js'
import { encodeJson } from './json.js'
import { nearest } from './nearest.js'
import { serverUrls } from './server-urls.js'

/** An operation with its address and its encoders. */
export interface Route {
  readonly id: string
  readonly operation: Operation
  readonly encodeUrl: (values?: Readonly<Record<string, unknown>>) => string
  readonly encodeQuery: (query: object) => string
  readonly encodeBody: (body: object) => string
  /** Headers that client options fill in. */
  readonly filledHeaders: Readonly<Record<string, string>>
  /** Headers that are sent with a body. */
  readonly bodyHeaders: Readonly<Record<string, string>>
}

/** Finds operations. Both methods throw a `UsageError` for an unknown name, with the nearest known one. */
export interface Routes {
  byId(id: string): Route
  byPath(method: Operation['method'], path: string): Route
}

/** The routes of a table, at the provider's servers or at `baseUrl`. `filled`: parameter → value, from the client's options. */
export function createRoutes(
  profile: Profile,
  table: OperationTable,
  filled: Readonly<Record<string, string>>,
  baseUrl?: string,
): Routes {
  const servers = serverUrls(profile, baseUrl)
  const { booleans } = profile
  const byId = new Map<string, Route>()
  const byPath = new Map<string, Route>()
  for (const [id, operation] of Object.entries(table)) {
    const isForm = operation.body === 'form'
    const { fields, contentType = 'application/json' } = operation
    const form = (values: object) => encodeForm(values, booleans, fields)
    const route: Route = {
      id,
      operation,
      encodeUrl: pathEncoder(servers[operation.server]! + operation.path, fields, booleans),
      encodeQuery: form,
      encodeBody: isForm ? form : encodeJson,
      filledHeaders: Object.fromEntries(Object.entries(filled).filter(([name]) => fields?.[name]?.in === 'header')),
      bodyHeaders: { 'content-type': isForm ? 'application/x-www-form-urlencoded' : contentType },
    }
    byId.set(id, route)
    byPath.set(`${operation.method} ${operation.path}`, route)
  }
  const find = (routes: ReadonlyMap<string, Route>, name: string) => {
    const route = routes.get(name)
    if (route) return route
    const close = nearest(name, [...routes.keys()])
    throw new UsageError(`${profile.title} has no operation "${name}".${close ? ` Did you mean "${close}"?` : ''}`)
  }
  return {
    byId: (id) => find(byId, id),
    byPath: (method, path) => find(byPath, `${method} ${path}`),
  }
}
