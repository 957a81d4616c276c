import { ChatsDocument } from '../../generated/dlive/documents.js'
import { dlive } from '../../generated/dlive/index.js'
import type { TokenSource } from '../auth/token.js'
import { systemClock } from '../clock.js'
import { createGraphQL } from '../graphql/client.js'
import type { GraphQLClient } from '../graphql/client.js'
import type { WebSocketConstructor } from '../graphql/socket/web-socket.js'
import type { ClientOf } from '../http/client-type.js'
import { createProvider } from '../http/client.js'
import { BASE_RULES, type BaseOptions } from '../http/options.js'
import { unwrap } from '../http/result.js'
import { serverUrls } from '../http/server-urls.js'
import { checkOptions, isTokenSource, type OptionRules } from '../options.js'
import { payloadError, type DLiveError } from './error.js'
import { createEvents, type Events } from './events.js'
import { isLoginRequired, isTokenRefused } from './login-required.js'

/** The options of a client for DLive. */
export interface DLiveOptions extends BaseOptions {
  /** The source of the socket's tokens, such as `auth.app()`. Default: `auth`. */
  readonly socketAuth?: TokenSource | undefined
  /**
   * The word before the token in `authorization`. Default: `none`, as in the vendor's samples and most clients; two send `Bearer`, and
   * probably both were accepted (inferred). The socket's token never has one.
   */
  readonly authScheme?: 'none' | 'Bearer' | undefined
  /** Default: the platform's `WebSocket`, or that of `ws` without one. */
  readonly webSocket?: WebSocketConstructor | undefined
}

/** A client for DLive. */
export interface DLive extends ClientOf<typeof dlive>, GraphQLClient<DLiveError> {
  /**
   * The events of the chat and the chest of channels, as they happen. Each iteration opens its own socket, and closes it when the loop
   * ends. A lost socket is reopened with every subscription, and every loss of events is reported as an event.
   */
  readonly events: Events
}

/** How each option sends a token. */
const SCHEMES = { none: '', Bearer: 'Bearer' } as const

const RULES: OptionRules<DLiveOptions> = {
  ...BASE_RULES,
  socketAuth: isTokenSource,
  authScheme: {
    must: "be 'none' or 'Bearer'",
    holds: (value) => typeof value === 'string' && Object.hasOwn(SCHEMES, value),
  },
}

/**
 * A client for DLive, which closed in April 2026. It works with `onair/mock`, or with any server at `baseUrl` that has its API. No
 * limits were ever published. Facts and their certainty: specs/dlive/openapi.yaml and schema.graphql.
 *
 * `query` and `mutate` take the documents of this module, documents of your own typed by GraphQL Code Generator (`documentMode: 'string'`),
 * or plain text. Throws a `UsageError` for an option that is missing or wrong.
 *
 * @example
 * const dlive = createDLive({ auth })
 * const result = await dlive.query(UserDocument, { username: 'alice' })
 * if (result.ok) console.log(result.data.user?.displayname)
 */
export function createDLive(options: DLiveOptions): DLive {
  const { profile } = dlive
  checkOptions(profile.title, options, RULES)
  // A copy, so that a call without options gets the same error as with any other client.
  const { authScheme = 'none', socketAuth, webSocket, ...base } = { ...options }
  const shape = { ...profile, authorizationScheme: SCHEMES[authScheme] }
  const client = createProvider({ ...dlive, profile: shape }, { isRefused: isTokenRefused })(base)
  const graphql = createGraphQL<DLiveError>({
    provider: profile.title,
    send: (body, init) => client.call('executeGraphQL', { body, ...init }),
    rules: { isLoginRequired, refusalIn: payloadError },
  })
  const events = createEvents({
    url: serverUrls(profile, base).ws!.replace(/^http/, 'ws'),
    source: socketAuth ?? base.auth,
    clock: base.clock ?? systemClock,
    webSocket,
    backfill: async (username, count) =>
      unwrap(await graphql.query(ChatsDocument, { username, count })).user?.chats ?? [],
  })
  return { ...client, ...graphql, events }
}
