import type { Authorization, Operation } from '../../specs/profile.js'

/** The options of a client that authorize calls. */
interface Available {
  readonly hasAuth: boolean
  /** Client option → API key. */
  readonly keys: Readonly<Record<string, string>>
}

/**
 * The operation with the first way of authorization for which a client has the options. Undefined if it has the options of none.
 */
export function chooseAuthorization(operation: Operation, { hasAuth, keys }: Available): Operation | undefined {
  const { alternatives, scopes, authorizationScheme, keys: ownKeys, ...row } = operation
  if (!alternatives) return operation
  const isGiven = (option: string) => (option === 'auth' ? hasAuth : Object.hasOwn(keys, option))
  const ways = [{ scopes, authorizationScheme, keys: ownKeys }, ...alternatives]
  const way = ways.find((one) => optionsOf(one).every(isGiven))
  return way && { ...row, ...way }
}

/** The options that a client can give for an operation: `auth, or personal with deviceId`. */
export function authorizationOptions(operation: Operation): string {
  return [operation, ...(operation.alternatives ?? [])].map((way) => optionsOf(way).join(' with ')).join(', or ')
}

const optionsOf = ({ scopes, keys = [] }: Authorization): readonly string[] => [
  ...(scopes === null ? [] : ['auth']),
  ...keys,
]
