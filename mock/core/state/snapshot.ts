import { DevalueError, parse, stringify } from 'devalue'
import type { ClockState } from '../time/clock.js'
import { isObject, must } from '../validate.js'
import type { Graph } from './graph.js'

/**
 * The whole state of a mock at one moment, as JSON: tokens, codes, sessions, the state of every provider, limits, faults, the random state,
 * and the clock with its scheduled events. Without open sockets, requests in progress and the journal. It contains the mock's secrets.
 */
export interface Snapshot {
  readonly onair: 'snapshot'
  /** The version of the format. */
  readonly version: number
  readonly providers: readonly string[]
  /** The graph, serialized by devalue: https://github.com/sveltejs/devalue. */
  readonly graph: string
}

export const snapshotVersion = 3

interface Saved {
  readonly clock: ClockState
  readonly graph: Graph
}

/** Throws a `RangeError` with the path of a value that is not plain data. */
export function writeSnapshot(saved: Saved): Snapshot {
  try {
    const providers = [...saved.graph.providers.keys()]
    return { onair: 'snapshot', version: snapshotVersion, providers, graph: stringify(saved) }
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error
    throw new RangeError(
      `The state of the mock is not plain data at ${error.path}. It must not contain functions or instances of classes.`,
    )
  }
}

/** Throws a `RangeError` that says what is wrong with a snapshot, or how it differs from this mock. */
export function readSnapshot(snapshot: Snapshot, providers: readonly string[]): Saved {
  must(
    isObject.holds(snapshot) && snapshot.onair === 'snapshot',
    'This is not a snapshot of a mock. Pass the result of mock.snapshot()',
  )
  must(
    snapshot.version === snapshotVersion,
    `The snapshot has version ${String(snapshot.version)} of the format, and this is version ${snapshotVersion}. Take a new snapshot`,
  )
  const named = Array.isArray(snapshot.providers) ? (snapshot.providers as string[]) : []
  const missing = named.filter((name) => !providers.includes(name))
  const extra = providers.filter((name) => !named.includes(name))
  const differences = [
    ...(missing.length > 0 ? [`it contains ${missing.join(', ')}, which this mock does not serve`] : []),
    ...(extra.length > 0 ? [`it lacks ${extra.join(', ')}`] : []),
  ]
  must(differences.length === 0, `The snapshot is of a mock with other providers: ${differences.join('; ')}`)
  try {
    const saved = parse(snapshot.graph) as Saved
    const isWhole = providers.every((name) => saved.graph.providers.has(name)) && Array.isArray(saved.clock.queue)
    if (isWhole) return saved
  } catch {
    // Reported below. The parser's own message would quote the snapshot.
  }
  throw new RangeError('The snapshot cannot be read: a part of it is missing or was changed.')
}
