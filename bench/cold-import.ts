import { compare, type Figure } from './rounds.js'
import { spawned } from './spawned.js'

/** Time of a process that imports something and ends, by that of one that imports nothing. */
export function coldImport(rounds: number): Promise<Figure[]> {
  const side = (name: string, specifiers: readonly string[], aim?: number) => ({
    name,
    ...(aim !== undefined && { aim }),
    measure: () =>
      spawned(['--input-type=module', '--eval', specifiers.map((one) => `import '${one}'`).join('\n') || '0']),
  })
  return compare(
    [
      side('node', []),
      side('an empty module', ['data:text/javascript,']),
      side('openapi-fetch, oauth4webapi', ['openapi-fetch', 'oauth4webapi']),
      side('onair/livepush', ['onair/livepush'], 1.15),
      side('onair/kollus-live', ['onair/kollus-live'], 1.15),
      side('onair/dlive', ['onair/dlive'], 1.15),
      side('onair/mock', ['onair/mock'], 1.2),
    ],
    rounds,
  )
}
