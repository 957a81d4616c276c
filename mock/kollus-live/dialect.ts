import type { Dialect } from '../core/definition/dialect.js'
import type { Issue } from '../core/http/invalid-input.js'
import { RefusalError } from '../core/http/reply.js'
import type { KollusLivePolicy } from './policy.js'
import type { KollusLiveWorld } from './world.js'

/**
 * Error responses of Laravel, which Kollus evidently uses. That Kollus keeps the messages is inferred.
 * Source: laravel/framework 5.8.38 (profile L8) and 11.56.0 (L9); laravel/passport for the scope message.
 */
export const dialect = {
  unauthenticated: () => ({ status: 401, body: { message: 'Unauthenticated.' }, reason: 'token' }),
  insufficientScope: () => ({ status: 403, body: { message: 'Invalid scope(s) provided.' }, reason: 'scope' }),

  tooManyRequests: ({ resetsAt }, { clock }) => ({
    status: 429,
    body: { message: 'Too Many Attempts.' },
    headers: {
      'retry-after': String(Math.max(1, Math.ceil((resetsAt - clock.now()) / 1000))),
      'x-ratelimit-reset': String(Math.ceil(resetsAt / 1000)),
    },
    reason: 'rate limit',
  }),

  invalid({ issues }, _operation, { policy: { errorProfile } }) {
    const errors: Record<string, string[]> = {}
    for (const issue of issues) (errors[issue.field] ??= []).push(sentence(errorProfile, issue))
    const all = Object.values(errors).flat()
    const more = all.length > 1 ? ` (and ${all.length - 1} more error${all.length > 2 ? 's' : ''})` : ''
    const message = errorProfile === 'L8' ? 'The given data was invalid.' : `${all[0]}${more}`
    return { status: 422, body: { message, errors } }
  },

  unknownRoute: (path, { policy }) => ({
    status: 404,
    body: { message: policy.errorProfile === 'L8' ? '' : `The route ${path.slice(1)} could not be found.` },
  }),

  wrongMethod({ method, path, allowed }, { policy }) {
    // In Laravel every GET route is also a HEAD route.
    const allow = allowed.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])).join(', ')
    const route = policy.errorProfile === 'L8' ? 'this route' : `route ${path.slice(1)}`
    const message = `The ${method} method is not supported for ${route}. Supported methods: ${allow}.`
    return { status: 405, headers: { allow }, body: { message } }
  },

  failure: (status) => ({ status, body: { message: status === 503 ? 'Service Unavailable' : 'Server Error' } }),
} satisfies Partial<Dialect<KollusLiveWorld>>

/** The refusal for a valid token whose user may not do this. */
export const unauthorized = (reason: string): RefusalError =>
  new RefusalError({ status: 403, body: { message: 'This action is unauthorized.' }, reason })

/** The refusal for an unknown resource. The real class path in the message is not known. */
export const notFound = (model: string, key: string): RefusalError =>
  new RefusalError({
    status: 404,
    body: { message: `No query results for model [App\\Models\\${model}] ${key}` },
    reason: `unknown ${model}`,
  })

export const conflict = (message: string) => ({ status: 409, body: { message }, reason: message }) as const

function sentence(profile: KollusLivePolicy['errorProfile'], { field, rule, expected }: Issue): string {
  const name = field.replaceAll('_', ' ')
  const subject = profile === 'L8' ? `The ${name}` : `The ${name} field`
  switch (rule) {
    case 'required':
      return `The ${name} field is required.`
    case 'type':
      return `${subject} must be ${expected === 'integer' ? 'an' : 'a'} ${expected}.`
    case 'choice':
      return `The selected ${name} is invalid.`
    case 'minimum':
      return `${subject} must be at least ${expected}.`
    case 'maximum':
      return profile === 'L8'
        ? `${subject} may not be greater than ${expected}.`
        : `${subject} must not be greater than ${expected}.`
    default:
      // The spec's pattern refuses most invalid dates as a wrong format.
      if (expected !== 'date' && !field.endsWith('_date')) return `${subject} format is invalid.`
      return profile === 'L8' ? `${subject} is not a valid date.` : `${subject} must be a valid date.`
  }
}
