/** What the checks of a runtime are made of. Nothing here needs more than a browser has. */

/** Where checks run: what the program of each runtime knows. */
export interface Place {
  /** Where the mock listens. */
  readonly url: string
  /** An origin on this machine where no server listens. */
  readonly closedUrl: string
  /** Calls the mock's control API: GET, or POST if there is a body. Gives the answer's JSON. */
  readonly control: (url: string, body?: unknown) => Promise<any>
  /** What the runtime shows of a value on its console; undefined if it cannot say. */
  readonly inspect?: (value: unknown) => string
}

/** One check: a sentence, and what rejects if it does not hold. */
export type Checks = Readonly<Record<string, (place: Place) => Promise<void>>>

/** Runs the checks one after the other. Gives for each `passed`, or what was wrong. */
export async function run(checks: Checks, place: Place): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [name, check] of Object.entries(checks)) {
    found[name] = await check(place).then(
      () => 'passed',
      (error: unknown) => String((error as Error | undefined)?.stack ?? error),
    )
  }
  return found
}

/** Rejects unless both are the same as JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${what}: ${is} is not ${should}`)
}

/** What `work` rejects with. Throws if it does not. */
export async function failure(work: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome) return outcome.error as Record<string, unknown>
  throw new Error(`It did not fail, and gave ${JSON.stringify(outcome.value)}`)
}
