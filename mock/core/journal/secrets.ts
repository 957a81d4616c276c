import type { Graph } from '../state/graph.js'

/** What stands for a secret. */
export const redacted = '[redacted]'

/** Shorter texts are words that stand elsewhere too. */
const shortest = 8

/** Names of fields that hold secrets, in lower case without `_` and `-`. */
const secretName =
  /tokens?$|secret|password|passwd|passphrase|signature|verifier|assertion|credential|privatekey|streamkey|apikey|authorization|cookie|session(id)?$/

/** The same for the parameters of an address: those of sign-in and of signed URLs too. */
const secretParameter = /^(code|codechallenge|state|nonce|policy|keypairid|key|sig|hash)$/

/** What is read of a schema or a parameter in an OpenAPI document. */
interface Described {
  readonly format: unknown
  readonly properties: Readonly<Record<string, Partial<Described> | null>> | null
  readonly in: unknown
  readonly name: unknown
  readonly schema: Partial<Described>
}

const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '')

/**
 * Which names of fields and parameters hold secrets: the usual ones, and those that the document marks with `format: password` wherever it
 * has them. A `message` that holds a signed URL in one schema and the text of an error in another is not among them.
 */
export class SecretNames {
  readonly #marked = new Set<string>()
  readonly #unmarked = new Set<string>()

  /** `document` is the provider's, if there is one. */
  constructor(document: unknown) {
    this.#read(document)
    for (const name of this.#unmarked) this.#marked.delete(name)
  }

  #read(node: unknown): void {
    if (typeof node !== 'object' || node === null) return
    const { properties, in: place, name, schema } = node as Partial<Described>
    for (const [property, one] of Object.entries(properties ?? {})) this.#mark(property, one)
    if (typeof place === 'string') this.#mark(String(name), schema)
    for (const child of Object.values(node)) this.#read(child)
  }

  #mark(name: string, schema: Partial<Described> | null | undefined): void {
    const names = schema?.format === 'password' ? this.#marked : this.#unmarked
    names.add(plain(name))
  }

  /** `code` counts in addresses and in what a client sends: elsewhere it is that of an error. */
  ofField(name: string): boolean {
    const one = plain(name)
    return secretName.test(one) || (one !== 'code' && this.#marked.has(one))
  }

  ofParameter(name: string): boolean {
    const one = plain(name)
    return secretName.test(one) || secretParameter.test(one) || this.#marked.has(one)
  }
}

/**
 * Every secret that a mock holds at this moment: tokens, codes, session ids, and what stands in the state of a provider under a name that
 * secrets have.
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
      for (const { secret } of oauth.clients.values()) add(secret)
    }
    visit(credentials, names.get(name)!)
    visit(state, names.get(name)!)
  }
  return secrets
}
