import type { InvalidInputError, Issue } from '../core/http/decode.js'
import type { Window } from '../core/limits.js'
import type { KollusLivePolicy } from './policy.js'

/**
 * Replies of the framework in evident use. That Kollus keeps its wording is inferred.
 * Source: laravel/framework 5.8.38 (with profile L8) and 11.56.0 (with L9); laravel/passport for the scope message.
 */
export const laravel = {
  unauthenticated: () => ({ status: 401, body: { message: 'Unauthenticated.' } }) as const,
  missingScope: () => ({ status: 403, body: { message: 'Invalid scope(s) provided.' }, reason: 'scope' }) as const,
  unauthorized: (reason: string) =>
    ({ status: 403, body: { message: 'This action is unauthorized.' }, reason }) as const,
  /** The real class path is unknown, and clients must not read it. */
  noResult: (model: string, key: string) =>
    ({
      status: 404,
      body: { message: `No query results for model [App\\Models\\${model}] ${key}` },
      reason: `unknown ${model}`,
    }) as const,
  conflict: (message: string) => ({ status: 409, body: { message }, reason: message }) as const,

  tooManyAttempts: ({ resetsAt }: Window, now: number) =>
    ({
      status: 429,
      body: { message: 'Too Many Attempts.' },
      headers: {
        'retry-after': String(Math.max(1, Math.ceil((resetsAt - now) / 1000))),
        'x-ratelimit-reset': String(Math.ceil(resetsAt / 1000)),
      },
      reason: 'rate limit',
    }) as const,

  unknownRoute: (profile: KollusLivePolicy['errorProfile'], path: string) => ({
    status: 404,
    body: { message: profile === 'L8' ? '' : `The route ${path.slice(1)} could not be found.` },
  }),

  wrongVerb(profile: KollusLivePolicy['errorProfile'], verb: string, path: string, verbs: readonly string[]) {
    // Every GET route of Laravel's is a HEAD route too.
    const allow = verbs.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])).join(', ')
    const route = profile === 'L8' ? 'this route' : `route ${path.slice(1)}`
    const message = `The ${verb} method is not supported for ${route}. Supported methods: ${allow}.`
    return { status: 405, headers: { allow }, body: { message } }
  },

  invalid(profile: KollusLivePolicy['errorProfile'], { issues }: InvalidInputError) {
    const errors: Record<string, string[]> = {}
    for (const issue of issues) (errors[issue.field] ??= []).push(sentence(profile, issue))
    const all = Object.values(errors).flat()
    const more = all.length > 1 ? ` (and ${all.length - 1} more error${all.length > 2 ? 's' : ''})` : ''
    const message = profile === 'L8' ? 'The given data was invalid.' : `${all[0]}${more}`
    return { status: 422, body: { message, errors } } as const
  },

  fault: () => ({ status: 500, body: { message: 'Server Error' } }) as const,
}

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
      // The spec's pattern refuses most of what is no date, before anyone has read it as one.
      if (expected !== 'date' && !field.endsWith('_date')) return `${subject} format is invalid.`
      return profile === 'L8' ? `${subject} is not a valid date.` : `${subject} must be a valid date.`
  }
}
