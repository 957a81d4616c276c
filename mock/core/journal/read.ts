import { version } from '../../version.js'
import type { Instance } from '../instance.js'
import { nearestNames } from '../validate.js'
import type { JournalFilter, RecordedExchange } from './entry.js'
import { toHar, type Har } from './har.js'
import { recordedExchange } from './recorded.js'
import { Redaction } from './redact.js'
import { SecretNames, secretsOf } from './secrets.js'

/** A request with its headers and bodies. Undefined if the journal no longer has it. */
export async function readEntry(instance: Instance, id: number): Promise<RecordedExchange | undefined> {
  const { journal } = instance.generation
  const kept = journal.kept({ after: id - 1 }).find(({ entry }) => entry.id === id)
  if (!kept) return undefined
  const exchange = recordedExchange(kept, (await redactionsOf(instance)).get(kept.entry.provider))
  const isUnknown = exchange.operation === null && exchange.status === 404
  return isUnknown ? { ...exchange, nearest: nearestOperations(instance, exchange) } : exchange
}

/** The requests that match the filter as an HTTP archive. */
export async function readHar(instance: Instance, filter: JournalFilter | undefined, origin: string): Promise<Har> {
  const redactions = await redactionsOf(instance)
  const exchanges = instance.generation.journal
    .kept(filter)
    .map((kept) => recordedExchange(kept, redactions.get(kept.entry.provider)))
  return toHar(exchanges, origin, version)
}

/** The redaction of each provider's traffic. Empty if `showSecrets` is on. */
async function redactionsOf(instance: Instance): Promise<ReadonlyMap<string, Redaction>> {
  const names = new Map<string, SecretNames>()
  if (instance.showSecrets) return new Map()
  for (const name of instance.names) {
    names.set(name, new SecretNames(await instance.partsOf(name).spec.document?.()))
  }
  const secrets = secretsOf(instance.generation.graph, names)
  return new Map([...names].map(([name, own]) => [name, new Redaction(secrets, own)]))
}

/** Up to three operations with a similar method and path. */
function nearestOperations(instance: Instance, { provider, method, path }: RecordedExchange): readonly string[] {
  const { profile, operations } = instance.partsOf(provider).spec
  const known = Object.values(operations).map((one) => `${one.method} /${profile.provider}/${one.server}${one.path}`)
  return nearestNames(`${method} ${path}`, known, 3)
}
