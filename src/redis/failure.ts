import { isOnAirError, TokenStoreError, type OnAirError } from '../errors/index.js'

/** The problem, in words for the person who runs the server, and whether it may pass on its own. */
interface RedisFault {
  readonly advice: string
  readonly passes: boolean
}

/** Matched by the error: a code of the server, or words of node-redis or ioredis. The first match counts. */
const faults: readonly (readonly [RegExp, RedisFault])[] = [
  [/NOAUTH|AUTH failed/, { advice: 'Redis requires a password. Give it to the client.', passes: false }],
  [/WRONGPASS/, { advice: 'Redis refuses the name or the password that the client has.', passes: false }],
  [
    /NOPERM/,
    {
      advice: 'The Redis user lacks a permission. Allow it GET, SET, DEL, PEXPIRE, TIME, SCAN, EVAL, EVALSHA.',
      passes: false,
    },
  ],
  [/WRONGTYPE/, { advice: 'The key holds a value of another program. It was left as it is.', passes: false }],
  [/READONLY/, { advice: 'This Redis is a replica. Connect the client to the primary.', passes: true }],
  [/\bMOVED\b|\bASK\b|CROSSSLOT/, { advice: 'This Redis is part of a cluster. Use a cluster client.', passes: true }],
  [
    /CLUSTERDOWN|TRYAGAIN/,
    { advice: 'The Redis cluster has slots without a server. Repair the cluster.', passes: true },
  ],
  [/\bOOM\b/, { advice: 'Redis has no memory left. Give it more, or remove unneeded keys.', passes: true }],
  [/MISCONF/, { advice: 'Redis cannot save to its disk. Free the disk, or look at its log.', passes: true }],
  [/NOREPLICAS/, { advice: 'Redis needs more replicas before it takes a write. Start them.', passes: true }],
  [
    /LOADING|MASTERDOWN|\bBUSY\b/,
    { advice: 'Redis is temporarily busy (loading, or in a long script).', passes: true },
  ],
  [
    /client is closed|Connection is closed|client is offline/i,
    { advice: 'The client is not connected to Redis. Connect it first, and close it last.', passes: false },
  ],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|socket|connection|max retries per request|root nodes|slots cache|writeable|aborted|timed? ?out|Disconnects/i,
    { advice: 'The connection to Redis is broken. Is the server reachable?', passes: true },
  ],
]

const unknown: RedisFault = {
  advice: 'Check the server and its log: the error is withheld, because it may quote tokens.',
  passes: true,
}

/**
 * The error for a command that failed. It keeps nothing of the library's error, which may quote the command and so the tokens.
 * `what` begins the message: `Cannot read "alice" from Redis.`
 */
export function redisFailure(what: string, error: unknown, path?: string): OnAirError {
  return isOnAirError(error) ? error : new TokenStoreError(`${what} ${faultOf(error).advice}`, { path })
}

/** Whether a retry makes sense: the server is down, or changes its role. */
export const mayPass = (error: unknown): boolean => !isOnAirError(error) && faultOf(error).passes

function faultOf(error: unknown): RedisFault {
  const words = [error, Object(error).cause, Object(error).lastNodeError].map(wordsOf).join('\n')
  return faults.find(([pattern]) => pattern.test(words))?.[1] ?? unknown
}

function wordsOf(error: unknown): string {
  const {
    code = '',
    message = '',
    constructor,
  } = Object(error) as { code?: unknown; message?: unknown; constructor: { name?: unknown } }
  // Some errors of node-redis have no message, only the name of their class.
  return `${String(code)} ${String(message)} ${String(constructor.name)}`
}
