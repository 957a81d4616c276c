import { inspect } from 'node:util'

/** Everything that a log, a crash report or a curious caller can print of an error and its causes. */
export function shown(error: unknown): string {
  const parts: string[] = []
  for (let at = error, depth = 0; at !== undefined && depth < 10; at = (at as Error).cause, depth++) {
    parts.push(
      inspect(at, { depth: 10, showHidden: true, getters: true }),
      JSON.stringify(at),
      String(at),
      String((at as Error).stack),
      JSON.stringify(Object.getOwnPropertyDescriptors(at as object)),
    )
  }
  return parts.join('\n')
}
