import type { ApiKeyPlace, Operation, OperationTable, Profile } from '../../specs/profile.js'
import { UsageError } from '../errors/index.js'
import { authorizationOptions, chooseAuthorization } from './choose-authorization.js'
import { encodeForm, pathEncoder } from './form.js'
import type { Booleans } from './form.js'
import { mergeHeaders } from './headers.js'
import type { HeaderFields } from './headers.js'
import { encodeJson } from './json.js'
import { encodeMultipart } from './multipart.js'
import type { BaseOptions, Settings } from './options.js'
import { encodeRaw } from './raw-body.js'
import type { EncodedBody, SentBody } from './raw-body.js'
import { nearest } from './nearest.js'
import { serverUrls, type Addresses } from './server-urls.js'

/** An operation with its address and its encoders. */
export interface Route {
  readonly id: string
  /** With the way of authorization that the client uses. */
  readonly operation: Operation
  /** The options that would authorize a call, if the client has none of them. */
  readonly needs: string | undefined
  readonly encodeUrl: (values?: Readonly<Record<string, unknown>>) => string
  readonly encodeQuery: (query: object) => string
  readonly encodeBody: (body: object) => EncodedBody
  /** The headers of every call: the provider's, those that client options fill in, and those of API keys, with cookies. */
  readonly headers: Readonly<HeaderFields>
  /** The API keys that are sent in a query: `name=value`, joined as they are sent. */
  readonly secretQuery: string
  /** The values of its API keys. */
  readonly keys: readonly string[]
}

/** Finds operations. Both methods throw a `UsageError` for an unknown name, with the nearest known one. */
export interface Routes {
  byId(id: string): Route
  byPath(method: Operation['method'], path: string): Route
}

/** The routes of a table, at the provider's servers or where `addresses` says. */
export function createRoutes(
  profile: Profile,
  table: OperationTable,
  { filled, keys }: Settings,
  { auth, ...addresses }: Addresses & Pick<Partial<BaseOptions>, 'auth'> = {},
): Routes {
  const servers = serverUrls(profile, addresses)
  const { booleans } = profile
  const byId = new Map<string, Route>()
  const byPath = new Map<string, Route>()
  for (const [id, row] of Object.entries(table)) {
    const chosen = chooseAuthorization(row, { hasAuth: auth !== undefined, keys })
    const operation = chosen ?? { ...row, keys: [] }
    const { fields } = operation
    const own = (operation.keys ?? []).map((option) => ({ ...profile.keys![option]!, value: keys[option]! }))
    const at = (place: ApiKeyPlace['in']) => own.filter((key) => key.in === place)
    const form = (values: object) => encodeForm(values, booleans, fields)
    const cookie = at('cookie').map(({ name, value }) => `${name}=${value}`)
    const route: Route = {
      id,
      operation,
      needs: chosen ? undefined : authorizationOptions(row),
      encodeUrl: pathEncoder(servers[operation.server]! + operation.path, fields, booleans),
      encodeQuery: form,
      encodeBody: bodyEncoder(operation, booleans),
      headers: mergeHeaders([
        profile.headers,
        Object.fromEntries([
          ...Object.entries(filled).filter(([name]) => fields?.[name]?.in === 'header'),
          ...at('header').map(({ name, value }) => [name, value] as const),
        ]),
        cookie.length > 0 ? { cookie: cookie.join('; ') } : undefined,
      ]),
      secretQuery: encodeForm(Object.fromEntries(at('query').map(({ name, value }) => [name, value])), booleans),
      keys: own.map(({ value }) => value),
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

function bodyEncoder({ body, contentType, fields }: Operation, booleans: Booleans): Route['encodeBody'] {
  switch (body) {
    case 'form':
      return (values) => ({
        content: encodeForm(values, booleans, fields),
        type: 'application/x-www-form-urlencoded',
      })
    case 'multipart':
      return (values) => encodeMultipart(values, booleans, fields)
    case 'raw':
      return (content) => encodeRaw(content as SentBody, contentType)
    default:
      return (value) => ({ content: encodeJson(value), type: contentType ?? 'application/json' })
  }
}
