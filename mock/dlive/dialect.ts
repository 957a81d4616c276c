import { operations } from '../../generated/dlive/operations.js'
import type { Dialect } from '../core/definition/dialect.js'
import type { Reply } from '../core/http/reply.js'
import type { AccessTexts } from '../graphql/access.js'
import { postOnly } from './oauth-dialect.js'
import type { DLiveWorld } from './world.js'

/** The only text of `errors` that is known (clients): a field needs a user, and the token has none. */
const loginRequired = 'Require login'

/** How fields are refused. But for the first the words are ours: how DLive put it is not known. */
export const accessTexts: AccessTexts = {
  loginRequired,
  missingScope: (scope) => `onair mock: the access token lacks the scope ${scope}.`,
  unlisted: 'onair mock: no scope covers this field, so it is refused; the policy unlistedMutations allows it.',
}

const envelope = (message: string) => ({ errors: [{ message }], data: null })

/** Nothing is executed, so there is no path. The text is known from clients, and 200 is what most of them see. */
export const unauthenticated = (status: 200 | 401): Reply => ({
  status,
  ...(status === 200 && { headers: { 'x-onair-evidence': 'community' } }),
  body: envelope(loginRequired),
  reason: 'token',
})

/** The edge's page is known by its text from one client; 429 is this mock's own. */
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
  unknownRoute: (path) => ({ status: 404, body: { message: `There is nothing at ${path}.` } }),
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
