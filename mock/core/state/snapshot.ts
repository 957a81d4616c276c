import { DevalueError, parse, stringify } from 'devalue'
import type { ClockState } from '../time/clock.js'
import { isObject, must } from '../validate.js'
import type { Graph } from './graph.js'

/**
 * All that a mock knows at one moment, as JSON: tokens, codes, sessions, every provider's state, limits, faults, chance, and the clock with
 * what it will fire. Open sockets are not in it, nor are requests under way and the journal. It holds secrets of the mock.
 */
export interface Snapshot {
  readonly onair: 'snapshot'
  /** Of this format. */
  readonly version: number
  readonly providers: readonly string[]
  /** What devalue makes of the graph: https://github.com/sveltejs/devalue. */
  readonly graph: string
}

export const snapshotVersion = 2

interface Saved {
  readonly clock: ClockState
  readonly graph: Graph
}

/** Throws a `RangeError` with the place of what is not plain data. */
export function writeSnapshot(saved: Saved): Snapshot {
  try {
    const providers = [...saved.graph.providers.keys()]
    return { onair: 'snapshot', version: snapshotVersion, providers, graph: stringify(saved) }
  } catch (error) {
    if (!(error instanceof DevalueError)) throw error
    throw new RangeError(
      `The state of the mock is not plain data at ${error.path}: keep functions and instances of classes out of it.`,
    )
  }
}

/** Throws a `RangeError` that says what is wrong with a snapshot, or how it differs from this mock. */
export function readSnapshot(snapshot: Snapshot, providers: readonly string[]): Saved {
  must(
    isObject.holds(snapshot) && snapshot.onair === 'snapshot',
    'This is no snapshot of a mock: give what mock.snapshot() gave',
  )
  must(
    snapshot.version === snapshotVersion,
    `The snapshot has version ${String(snapshot.version)} of the format, and this is version ${snapshotVersion}: take it anew`,
  )
  const named = Array.isArray(snapshot.providers) ? (snapshot.providers as string[]) : []
  const missing = named.filter((name) => !providers.includes(name))
  const extra = providers.filter((name) => !named.includes(name))
  const differences = [
    ...(missing.length > 0 ? [`it holds ${missing.join(', ')}, which this mock does not serve`] : []),
    ...(extra.length > 0 ? [`it lacks ${extra.join(', ')}`] : []),
  ]
  must(differences.length === 0, `The snapshot is of a mock with other providers: ${differences.join('; ')}`)
  try {
    const saved = parse(snapshot.graph) as Saved
    const isWhole = providers.every((name) => saved.graph.providers.has(name)) && Array.isArray(saved.clock.queue)
    if (isWhole) return saved
  } catch {
    // Said below. The parser's own words quote what it read.
  }
  throw new RangeError('The snapshot cannot be read: a part of it is missing or was changed.')
}
