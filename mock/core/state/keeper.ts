import type { Instance } from '../instance.js'
import { toResponse } from '../http/reply.js'
import { printDefect } from '../printable.js'
import type { Snapshot } from './snapshot.js'

/** Where a mock keeps its state between two starts: a file, a table, a bucket. For one running mock at a time. */
export interface StateStorage {
  /** What `save` was given last; null if there is nothing yet. Called once, at the start. */
  load(): Promise<string | null>
  /** Keeps the text in place of the one before. It is a snapshot as JSON, and has the mock's secrets in it. */
  save(text: string): Promise<void>
}

/** Restores what a storage has, and keeps it. Rejects if `load` does, and with a `RangeError` if the text is not JSON. */
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
    throw new RangeError('The state of the mock cannot be read: what storage.load() gave is not JSON.')
  }
}

/**
 * Saves the state of a mock before a response is returned, if anything has changed. That time has passed is no change. Requests that end
 * while a save is under way share the next one.
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

  /** The response to a request, once the state is saved. A failure to save is printed, and answered with 500. */
  async keep(answer: Response | Promise<Response>): Promise<Response> {
    try {
      return await answer
    } finally {
      const failure = await this.save().catch((error: Error) => error)
      // oxlint-disable-next-line no-unsafe-finally -- a change that will be lost is worse than what the answer says
      if (failure) return notSaved(failure)
    }
  }

  /** Rejects if `save` of the storage does; the next call tries again. */
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

/** The adapter's message is printed only: it may have a secret in it. */
function notSaved(error: Error): Response {
  printDefect(error)
  return toResponse({
    status: 500,
    body: { message: 'onair mock: the state is not saved; see the output of the mock.' },
  })
}
