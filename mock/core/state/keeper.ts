import type { Instance } from '../instance.js'
import { toResponse } from '../http/reply.js'
import { printDefect } from '../printable.js'
import type { Snapshot } from './snapshot.js'

/** Storage for the state of a mock between two runs, such as a file or a database. Only one running mock may use it at a time. */
export interface StateStorage {
  /** Loads the text of the last `save`, or null if there is none. Called once, at the start. */
  load(): Promise<string | null>
  /** Saves the text and replaces the last one. It is a snapshot as JSON and contains the mock's secrets. */
  save(text: string): Promise<void>
}

/** Restores the state from a storage and keeps it saved. Rejects if `load` does, and with a `RangeError` if the text is not JSON. */
export async function openKeeper(storage: StateStorage, instance: Instance): Promise<Keeper> {
  const text = await storage.load().catch((cause: unknown) => {
    throw failed('load', cause)
  })
  if (text !== null) await instance.resume(parse(text))
  return new Keeper(storage, instance)
}

function parse(text: string): Snapshot {
  try {
    return JSON.parse(text) as Snapshot
  } catch {
    throw new RangeError('The state of the mock cannot be read: storage.load() did not return JSON.')
  }
}

/**
 * Saves the state of a mock before each response, if the state has changed. The passing of time is not a change. Requests that end during a
 * save share the next one.
 */
export class Keeper {
  readonly #storage: StateStorage
  readonly #instance: Instance
  #saved: string
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(storage: StateStorage, instance: Instance) {
    this.#storage = storage
    this.#instance = instance
    this.#saved = instance.fingerprint()
  }

  /** Returns the response after the state is saved. If the save fails, prints the error and returns a 500. */
  async keep(response: Response | Promise<Response>): Promise<Response> {
    try {
      return await response
    } finally {
      const failure = await this.save().catch((error: Error) => error)
      // oxlint-disable-next-line no-unsafe-finally -- a lost change is worse than the original error
      if (failure) return notSaved(failure)
    }
  }

  /** Saves the state if it has changed. Rejects if `save` of the storage does. The next call tries again. */
  save(): Promise<void> {
    return (this.#next ??= this.#running.then(() => {
      this.#next = undefined
      const running = this.#write()
      this.#running = running.catch(() => {})
      return running
    }))
  }

  async #write(): Promise<void> {
    const fingerprint = this.#instance.fingerprint()
    if (fingerprint === this.#saved) return
    try {
      await this.#storage.save(JSON.stringify(this.#instance.snapshot()))
    } catch (cause) {
      throw failed('save', cause)
    }
    this.#saved = fingerprint
  }
}

const failed = (method: keyof StateStorage, cause: unknown): Error =>
  new Error(`onair mock: storage.${method}() failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  })

/** The error is printed and not sent, because its message may contain a secret. */
function notSaved(error: Error): Response {
  printDefect(error)
  return toResponse({
    status: 500,
    body: { message: 'onair mock: the state was not saved: see the output of the mock.' },
  })
}
