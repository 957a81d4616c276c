import type { Reply } from '../core/http/reply.js'
import type { AccessTexts } from '../graphql/access.js'

/** The one text of `errors` that is known (clients): a field wants a user, and there is none behind the token. */
const loginRequired = 'Require login'

/** How fields are refused. But for the first the words are ours: how DLive put it is not known. */
export const accessTexts: AccessTexts = {
  loginRequired,
  missingScope: (scope) => `onair mock: the access token lacks the scope ${scope}.`,
  unlisted: 'onair mock: no scope covers this field, so it is refused; the policy unlistedMutations allows it.',
}

const envelope = (message: string) => ({ errors: [{ message }], data: null })

/** Refusals of the GraphQL endpoint, and of what is not there. */
export const graphqlDialect = {
  /** Nothing is executed, so there is no path. The text is known from clients, and 200 is what most of them see. */
  unauthenticated: (status: 200 | 401): Reply => ({
    status,
    ...(status === 200 && { headers: { 'x-onair-evidence': 'community' } }),
    body: envelope(loginRequired),
    reason: 'token',
  }),

  /** The edge's page is known by its text from one client; 429 is this mock's own. */
  throttled: (status: 403 | 429): Reply =>
    status === 403
      ? {
          status,
          headers: { 'content-type': 'text/html' },
          body: '<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>',
          reason: 'throttled',
        }
      : {
          status,
          headers: { 'retry-after': '30' },
          body: envelope('onair mock: too many requests.'),
          reason: 'throttled',
        },

  invalid: (): Reply => ({ status: 400, body: envelope('The request could not be decoded.') }),
  unknownRoute: (path: string): Reply => ({ status: 404, body: { message: `There is nothing at ${path}.` } }),
  wrongVerb: (verb: string, allowed: readonly string[]): Reply => ({
    status: 405,
    headers: { allow: allowed.join(', ') },
    body: envelope(`${verb} is not allowed here.`),
  }),
  fault: (): Reply => ({ status: 500, body: envelope('internal system error') }),
}
