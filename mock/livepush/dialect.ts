import type { Evidence } from '../../specs/profile.js'
import type { Issue } from '../core/http/invalid-input.js'
import type { Dialect } from '../core/definition/dialect.js'
import { RefusalError } from '../core/http/reply.js'
import type { LivepushWorld } from './world.js'

const vague = 'The request is not valid.'

/**
 * Error responses: `{ message }`, as documented for the inspector. That other operations have the same, and the statuses 403, 405 and 500, are
 * inferred. The texts are the mock's own.
 */
export const dialect = {
  unauthenticated: ({ policy }) => ({
    status: 401,
    body: { message: policy.vendorTexts ? vague : 'The access token is missing or not valid.' },
    reason: 'token',
  }),
  insufficientScope: (scope: string) => ({
    status: 403,
    body: { message: `The access token lacks the scope ${scope}.` },
    reason: 'scope',
  }),
  invalid: ({ issues }, { evidence }, { policy }) => ({
    status: 400,
    body: { message: policy.vendorTexts ? vague : issues.map((issue) => sentence(issue, evidence)).join(' ') },
  }),
  unknownRoute: (path) => ({ status: 404, body: { message: `There is no route ${path}.` } }),
  wrongMethod: ({ method, allowed }) => ({
    status: 405,
    headers: { allow: allowed.join(', ') },
    body: { message: `${method} is not allowed here.` },
  }),
  failure: (status) => ({ status, body: { message: 'Something went wrong.' } }),
} satisfies Partial<Dialect<LivepushWorld>>

/** The refusal for a resource that does not exist or belongs to another account. */
export const notFound = (what: string): RefusalError =>
  new RefusalError({ status: 404, body: { message: `There is no such ${what}.` }, reason: `unknown ${what}` })

function sentence({ field, rule, expected }: Issue, evidence: Evidence): string {
  switch (rule) {
    case 'required':
      // Public code omits the required `category`, so the message says that the rule is documented.
      return `${field} is required${evidence === 'documented' ? ' by the reference' : ''}.`
    case 'choice':
      return `${field} is not one of the possible values.`
    case 'minimum':
      return `${field} must be at least ${expected}.`
    case 'maximum':
      return `${field} must be at most ${expected}.`
    case 'type':
    case 'format':
      return `${field} must be of the form: ${expected}.`
    default:
      return `${field} is not valid.`
  }
}
