import * as z from 'zod'
import type { Evidence, OAuthProfile, Page, RateLimit } from '../../../specs/profile.js'

/**
 * The vocabulary of our specs beyond OpenAPI: one schema for each place where `x-onair` is allowed. Unknown keys are errors, so that a
 * misspelled key is not lost. The meaning of each key is in specs/profile.ts and specs/README.md.
 */

/** `x-evidence`. */
export const evidence = z.enum(['seed', 'documented', 'community', 'inferred']) satisfies z.ZodType<Evidence>

/** `x-source`: one key or several of the root's `sources`. */
export const source = z.union([z.string(), z.array(z.string()).min(1)])

const seconds = z.int().positive()

const page = z.discriminatedUnion('style', [
  z.strictObject({
    style: z.literal('number'),
    param: z.string(),
    items: z.string(),
    current: z.string(),
    last: z.string(),
  }),
  z.strictObject({ style: z.literal('cursor'), param: z.string(), items: z.string(), next: z.string() }),
]) satisfies z.ZodType<Page>

const bucket = z.enum(['api', 'token'])

/** `source` is for the reader of the spec only. Undefined values are not generated. */
const limitFacts = {
  per: z.enum(['user', 'address', 'all']),
  enforced: z.boolean(),
  evidence,
  source: source.optional(),
}

const limit = z
  .union([
    z.strictObject({ name: z.string(), bucket, requests: z.int().positive(), window: seconds, ...limitFacts }),
    z.strictObject({
      name: z.string(),
      bucket,
      capacity: z.int().positive(),
      refill: z.number().positive(),
      ...limitFacts,
    }),
  ])
  .transform((said) => ({ ...said, source: undefined })) satisfies z.ZodType<RateLimit>

/** Names of RFC 6749 → the provider's names. */
const ownNames = <const Name extends string>(known: readonly Name[]) =>
  z.partialRecord(z.enum(known), z.string().min(1), {
    error: (issue) =>
      'keys' in issue
        ? `unknown name ${String(issue.keys)}. Write the provider's name behind one of these: ${known.join(', ')}`
        : undefined,
  })

const grant = z.enum(['authorization_code', 'client_credentials', 'refresh_token'])

const oauth = z.strictObject({
  token: z.string().optional(),
  tokenRefresh: z.string().optional(),
  grants: z.array(grant).min(1),
  clientAuthentication: z.enum(['client_secret_post', 'client_secret_basic', 'none', 'api_key']),
  requestFields: z
    .partialRecord(
      grant,
      ownNames([
        'grant_type',
        'client_id',
        'client_secret',
        'api_key',
        'code',
        'redirect_uri',
        'code_verifier',
        'refresh_token',
        'scope',
      ]),
    )
    .optional(),
  answerFields: ownNames(['access_token', 'refresh_token', 'expires_in', 'scope']).optional(),
  answerAt: z.string().min(1).optional(),
  basicCredentials: z.enum(['form-urlencoded', 'raw']).optional(),
  scopeSeparator: z.string(),
  scopeForm: z.enum(['list']).optional(),
  authorizationParameters: z.record(z.string(), z.string()).optional(),
  deviceAuthorization: z.string().optional(),
  revoke: z.string().optional(),
  clientIdHeader: z.string().optional(),
  insufficientScope: z.strictObject({ error: z.string().optional(), message: z.string().optional() }).optional(),
  pkce: z.enum(['S256']).nullable(),
  rejectedGrants: z.array(
    z.strictObject({ status: z.int(), error: z.string().optional(), message: z.string().optional() }),
  ),
  lifetimes: z.strictObject({
    authorizationCode: seconds,
    accessToken: seconds,
    appToken: seconds.optional(),
    refreshToken: seconds.nullable(),
    personalAccessToken: seconds.optional(),
  }),
  refreshEarly: seconds.optional(),
  refreshTokenAt: z.enum(['first-consent']).optional(),
  refresh: z.enum(['keep', 'rotate', 'rotate-and-revoke-family', 'grace']),
  keepsAccessTokens: z.boolean().optional(),
  narrowing: z.enum(['token', 'grant']).optional(),
  expiry: z.string().optional(),
  expiryForm: z.enum(['epoch-seconds', 'epoch-milliseconds']).optional(),
}) satisfies z.ZodType<Omit<OAuthProfile, 'authorize' | 'token'> & { token?: string }>

/** At the root of the document. */
export const rootVocabulary = z.strictObject({
  provider: z.string(),
  clientOptions: z.record(z.string(), z.string()).default({}),
  booleans: z.enum(['text', 'numeric']).default('text'),
  headers: z.record(z.string(), z.string()).default({}),
  authorizationScheme: z.string().default('Bearer'),
  page: page.optional(),
  limits: z.array(limit).default([]),
  oauth: oauth.nullable().default(null),
  sources: z.record(z.string(), z.strictObject({ title: z.string(), url: z.string().optional() })).default({}),
})

/** On a server. */
export const serverVocabulary = z.strictObject({ name: z.string() })

/** On an operation. */
export const operationVocabulary = z.strictObject({
  paged: z.literal(true).optional(),
  page: page.optional(),
  idempotent: z.boolean().optional(),
  bodyOptional: z.literal(true).optional(),
  points: z.int().nonnegative().optional(),
})

/** On a path parameter: `reserved` are the literal segments of other paths in its place. */
export const parameterVocabulary = z.strictObject({ reserved: z.array(z.string()).min(1).optional() })

/** On a schema: `boolean` says that 0 and 1 mean false and true. */
export const schemaVocabulary = z.strictObject({ boolean: z.literal(true).optional() })
