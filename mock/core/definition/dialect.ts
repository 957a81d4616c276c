import type { InsufficientScope, MockOperation } from '../../../specs/profile.js'
import type { InvalidInputError } from '../http/invalid-input.js'
import type { Reply } from '../http/reply.js'
import type { RateWindow } from '../limits.js'
import type { Parts } from './define-provider.js'
import type { AnyWorld } from './world.js'

/**
 * How a provider's error responses look. The core determines when a call is refused, the dialect determines the response. Defaults: RFC
 * 6750, section 3, and RFC 9457.
 */
export interface Dialect<World = AnyWorld> {
  /** The access token is missing, unknown, expired or revoked. */
  unauthenticated(world: World): Reply
  insufficientScope(scope: string, world: World): Reply
  tooManyRequests(window: RateWindow, world: World): Reply
  /** The input does not fit the spec. */
  invalid(error: InvalidInputError, operation: MockOperation, world: World): Reply
  /** No operation has this path. */
  unknownRoute(path: string, world: World): Reply
  /** Operations have this path, but with other methods. */
  wrongMethod(wrong: WrongMethod, world: World): Reply
  /** The server fails with this status: because of a defect of the mock (500), or because of a fault. */
  failure(status: number, world: World): Reply
}

export interface WrongMethod {
  readonly method: string
  readonly path: string
  readonly allowed: readonly string[]
}

const problem = (status: number, title: string, more: object = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { title, status, ...more },
})

/** The default dialect. */
const plainDialect: Dialect = {
  unauthenticated: () => ({
    ...problem(401, 'The access token is missing or not valid.'),
    headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer error="invalid_token"' },
    reason: 'token',
  }),

  insufficientScope: (scope, { profile }) =>
    lacksScope(profile.oauth?.insufficientScope) ?? {
      ...problem(403, `The access token lacks the scope ${scope}.`),
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"`,
      },
      reason: 'scope',
    },

  tooManyRequests: ({ resetsAt }, { clock }) => ({
    ...problem(429, 'There are too many requests.'),
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': String(Math.max(1, Math.ceil((resetsAt - clock.now()) / 1000))),
    },
    reason: 'rate limit',
  }),

  invalid: ({ issues }) => problem(400, 'The request is not valid.', { errors: issues }),
  unknownRoute: (path) => problem(404, `No operation has the path ${path}.`),

  wrongMethod: ({ method, allowed }) => ({
    ...problem(405, `${method} is not allowed here.`),
    headers: { 'content-type': 'application/problem+json', allow: allowed.join(', ') },
  }),

  failure: (status) => problem(status, 'The server failed.'),
}

/** A 401 for a missing scope, as the profile says. Undefined if it says nothing. */
const lacksScope = (form: InsufficientScope | undefined): Reply | undefined =>
  form && { status: 401, body: { ...form }, reason: 'scope' }

/** The dialect of a definition, completed with the defaults. */
export const dialectOf = ({ dialect }: Pick<Parts, 'dialect'>): Dialect => ({ ...plainDialect, ...dialect })
