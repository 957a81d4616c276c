import type { Evidence, Operation } from '../../specs/profile.js'
import type { InvalidInputError, Issue } from '../core/http/decode.js'
import type { LivepushPolicy } from './policy.js'

export type RestDialect = ReturnType<typeof restDialect>

const vague = 'The request is not valid.'

/**
 * Refusals of the API: `{ message }`, as the inspector's reference shows it, and nothing else. That the other operations answer
 * so, and that there are 403, 405 and 500 at all, is inferred. The words are ours.
 */
export function restDialect({ vendorTexts }: LivepushPolicy) {
  return {
    unauthenticated: () => ({
      status: 401,
      body: { message: vendorTexts ? vague : 'The access token is missing or not valid.' },
      reason: 'token',
    }),
    missingScope: (scope: string) => ({
      status: 403,
      body: { message: `The access token lacks the scope ${scope}.` },
      reason: 'scope',
    }),
    notFound: (what: string) => ({
      status: 404,
      body: { message: `There is no such ${what}.` },
      reason: `unknown ${what}`,
    }),
    invalid: ({ issues }: InvalidInputError, { evidence }: Operation) => ({
      status: 400,
      body: { message: vendorTexts ? vague : issues.map((issue) => sentence(issue, evidence)).join(' ') },
    }),
    unknownRoute: (path: string) => ({ status: 404, body: { message: `There is nothing at ${path}.` } }),
    wrongVerb: (verb: string, allowed: readonly string[]) => ({
      status: 405,
      headers: { allow: allowed.join(', ') },
      body: { message: `${verb} is not allowed here.` },
    }),
    fault: () => ({ status: 500, body: { message: 'Something went wrong.' } }),
  }
}

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
