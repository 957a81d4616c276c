import { operations } from '../../generated/dlive/operations.js'
import type { Dialect } from '../core/definition/dialect.js'
import type { Reply } from '../core/http/reply.js'
import type { AccessTexts } from '../graphql/access.js'
import { postOnly } from './oauth-dialect.js'
import type { DLiveWorld } from './world.js'

/** The only known text of `errors` (from client code): a field needs a user, and the token has none. */
const loginRequired = 'Require login'

/** The texts by which fields are refused. Only the first is DLive's; the others are the mock's own, because DLive's are not known. */
export const accessTexts: AccessTexts = {
  loginRequired,
  missingScope: (scope) => `onair mock: the access token lacks the scope ${scope}.`,
  unlisted: 'onair mock: no scope covers this field, so it is refused. The policy unlistedMutations allows it.',
}

const envelope = (message: string) => ({ errors: [{ message }], data: null })

/** The refusal of a whole call, so there is no path. The text is known from client code; most clients expect 200. */
export const unauthenticated = (status: 200 | 401): Reply => ({
  status,
  ...(status === 200 && { headers: { 'x-onair-evidence': 'community' } }),
  body: envelope(loginRequired),
  reason: 'token',
})

/** The 403 page of DLive's edge is known from one client. The 429 is the mock's own. */
export const throttled = (status: 403 | 429): Reply => ({
  status,
  reason: 'throttled',
  ...(status === 403
    ? {
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
      }
    : { headers: { 'retry-after': '30' }, body: envelope('onair mock: too many requests.') }),
})

/** Refusals of the GraphQL endpoint, and of paths and methods that do not exist. */
export const dialect: Partial<Dialect<DLiveWorld>> = {
  invalid: () => ({ status: 400, body: envelope('The request could not be decoded.') }),
  unknownRoute: (path) => ({ status: 404, body: { message: `There is no route ${path}.` } }),
  wrongMethod: ({ method, path, allowed }) =>
    path.endsWith(operations.exchangeToken.path)
      ? postOnly
      : {
          status: 405,
          headers: { allow: allowed.join(', ') },
          body: envelope(`${method} is not allowed here.`),
        },
  failure: (status) => ({ status, body: envelope('internal system error') }),
}
