import type { Evidence } from '../../specs/profile.js'
import type { Issue } from '../core/http/decode.js'
import type { Dialect } from '../core/definition/dialect.js'
import { RefusalError } from '../core/http/reply.js'
import type { LivepushWorld } from './world.js'

const vague = 'The request is not valid.'

/**
 * Refusals of the API: `{ message }`, as the inspector's reference shows it, and nothing else. That the other operations answer
 * so, and that there are 403, 405 and 500 at all, is inferred. The words are ours.
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
  unknownRoute: (path) => ({ status: 404, body: { message: `There is nothing at ${path}.` } }),
  wrongMethod: ({ method, allowed }) => ({
    status: 405,
    headers: { allow: allowed.join(', ') },
    body: { message: `${method} is not allowed here.` },
  }),
  failure: (status) => ({ status, body: { message: 'Something went wrong.' } }),
} satisfies Partial<Dialect<LivepushWorld>>

/** For a thing that does not exist, or is another account's. */
export const notFound = (what: string): RefusalError =>
  new RefusalError({ status: 404, body: { message: `There is no such ${what}.` }, reason: `unknown ${what}` })

function sentence({ field, rule, expected }: Issue, evidence: Evidence): string {
  switch (rule) {
    case 'required':
      // Public code leaves `category` out: whose rule it is helps more than that there is one.
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
