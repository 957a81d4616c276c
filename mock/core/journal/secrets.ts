import type { Graph } from '../state/graph.js'

/** The replacement for a secret. */
export const redacted = '[redacted]'

/** Shorter secrets are not searched for in texts, because they may be ordinary words. */
const shortest = 8

/** Names of fields that hold secrets, in lower case without `_` and `-`. */
const secretName =
  /tokens?$|secret|password|passwd|passphrase|devicecode|signature|verifier|assertion|credential|privatekey|streamkey|apikey|authorization|cookie|session(id)?$/

/** Further names for parameters: those of OAuth and of signed URLs. */
const secretParameter = /^(code|devicecode|usercode|codechallenge|state|nonce|policy|keypairid|key|sig|hash)$/

/** The keys of a schema or a parameter that are read. */
interface Described {
  readonly format: unknown
  readonly properties: Readonly<Record<string, Partial<Described> | null>> | null
  readonly in: unknown
  readonly name: unknown
  readonly schema: Partial<Described>
  /** Names of RFC 6749 → the provider's names, in the profile. */
  readonly requestFields: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>
  readonly answerFields: Readonly<Record<string, unknown>>
  readonly securitySchemes: Readonly<Record<string, { readonly type?: unknown; readonly name?: unknown } | null>>
}

const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '')

/**
 * The names of fields and parameters that hold secrets: the usual names, and names that the document marks with `format: password` in every
 * schema. A name that is secret in one schema and not in another does not count.
 */
export class SecretNames {
  readonly #marked = new Set<string>()
  readonly #unmarked = new Set<string>()
  /** The names of API keys, of the client options that hold them, and the provider's names of tokens. */
  readonly #keys = new Set<string>()

  /** `document` is the provider's OpenAPI document, if there is one. */
  constructor(document: unknown) {
    this.#read(document)
    for (const name of this.#unmarked) this.#marked.delete(name)
  }

  #read(node: unknown): void {
    if (typeof node !== 'object' || node === null) return
    const { properties, in: place, name, schema, securitySchemes } = node as Partial<Described>
    for (const [property, one] of Object.entries(properties ?? {})) this.#mark(property, one)
    if (typeof place === 'string') this.#mark(String(name), schema)
    for (const [scheme, one] of Object.entries(securitySchemes ?? {})) {
      if (one?.type !== 'apiKey') continue
      for (const secret of [scheme, String(one.name)]) this.#keys.add(plain(secret))
    }
    const { requestFields, answerFields } = node as Partial<Described>
    for (const names of [...Object.values(requestFields ?? {}), answerFields]) {
      for (const [known, own] of Object.entries(names ?? {})) {
        if (typeof own === 'string' && this.ofField(known)) this.#keys.add(plain(own))
      }
    }
    for (const child of Object.values(node)) this.#read(child)
  }

  #mark(name: string, schema: Partial<Described> | null | undefined): void {
    const names = schema?.format === 'password' ? this.#marked : this.#unmarked
    names.add(plain(name))
  }

  /** Whether a field is secret. A `code` is not: in a response it is an error code. */
  ofField(name: string): boolean {
    const one = plain(name)
    return secretName.test(one) || this.#keys.has(one) || (one !== 'code' && this.#marked.has(one))
  }

  ofParameter(name: string): boolean {
    const one = plain(name)
    return secretName.test(one) || secretParameter.test(one) || this.#keys.has(one) || this.#marked.has(one)
  }
}

/**
 * Every secret that a mock holds now: tokens, codes, session ids, and values in the state of a provider whose field has the name of a
 * secret.
 */
export function secretsOf({ providers }: Graph, names: ReadonlyMap<string, SecretNames>): ReadonlySet<string> {
  const secrets = new Set<string>()
  const add = (value: unknown) => {
    if (typeof value === 'string' && value.length >= shortest) secrets.add(value)
  }
  const seen = new Set<object>()
  const visit = (value: unknown, own: SecretNames): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (value instanceof Map) for (const one of value.values()) visit(one, own)
    else if (value instanceof Set) for (const one of value) visit(one, own)
    else {
      for (const [name, one] of Object.entries(value)) {
        if (own.ofField(name)) add(one)
        visit(one, own)
      }
    }
  }
  for (const [name, { sessions, oauth, credentials, state }] of providers) {
    for (const id of sessions.keys()) add(id)
    for (const { formToken } of sessions.values()) add(formToken)
    if (oauth) {
      const { access, refresh, codes } = oauth.tokens
      for (const tokens of [access, refresh, codes]) for (const value of tokens.keys()) add(value)
      for (const value of oauth.devices.keys()) add(value)
      for (const { secret } of oauth.clients.values()) add(secret)
    }
    visit(credentials, names.get(name)!)
    visit(state, names.get(name)!)
  }
  return secrets
}
