import type { Parts } from './definition/define-provider.js'
import type { AnyWorld } from './definition/world.js'
import { Generation, type GenerationOptions } from './generation.js'
import { quoted } from './quoted.js'
import { readSnapshot, writeSnapshot, type Snapshot } from './state/snapshot.js'
import { MockClock, type ClockOptions } from './time/clock.js'
import { UnknownError } from './unknown-error.js'

/** A mock or a sandbox, with its own state, clock, faults, journal and limits. */
export class Instance {
  readonly clock: MockClock
  readonly #options: GenerationOptions
  #generation: Generation

  constructor(options: Omit<GenerationOptions, 'clock' | 'followers'>, clock: ClockOptions) {
    this.clock = new MockClock(clock)
    this.#options = { ...options, clock: this.clock, followers: new Set() }
    this.#generation = new Generation(this.#options)
  }

  get generation(): Generation {
    return this.#generation
  }

  get showSecrets(): boolean {
    return this.#options.showSecrets
  }

  /** The prefix of every path: the base path and the path of the sandbox. */
  get prefix(): string {
    return this.#options.prefix
  }

  /** Empty, or `/t/<sandbox>`. */
  get sandbox(): string {
    return this.#options.sandbox
  }

  get names(): readonly string[] {
    return this.#options.definitions.map(({ name }) => name)
  }

  /** Throws an `UnknownError` for a provider that this mock does not serve. */
  partsOf(name: string): Parts {
    this.world(name)
    return this.#options.definitions.find((one) => one.name === name)!.parts
  }

  /** Throws an `UnknownError` for a provider that this mock does not serve. */
  world(name: string): AnyWorld {
    const found = this.#generation.worlds.get(name)
    if (!found) throw new UnknownError(`This mock does not serve ${quoted(name)}; it serves ${this.names.join(', ')}.`)
    return found
  }

  snapshot(): Snapshot {
    return writeSnapshot({ clock: this.clock.save(), graph: this.#generation.graph })
  }

  /** The content of a snapshot without the time, as text. It changes with every change of state. */
  fingerprint(): string {
    return writeSnapshot({ clock: { ...this.clock.save(), now: 0 }, graph: this.#generation.graph }).graph
  }

  restore(snapshot: Snapshot): void {
    const { clock, graph } = readSnapshot(snapshot, this.names)
    this.#replace('The mock was restored.', () => {
      this.clock.restore(clock)
      return new Generation(this.#options, graph)
    })
  }

  /** Restores a snapshot of an earlier mock. On a running clock, events that fell due in the meantime fire. */
  async resume(snapshot: Snapshot): Promise<void> {
    this.restore(snapshot)
    await this.clock.catchUp()
  }

  reset(): void {
    this.#replace('The mock was reset.', () => {
      this.clock.reset()
      return new Generation(this.#options)
    })
  }

  #replace(reason: string, create: () => Generation): void {
    this.#generation.endSockets((socket) => socket.close(1012, reason))
    this.#generation = create()
  }

  close(): void {
    this.#generation.endSockets((socket) => socket.terminate())
    this.clock.close()
  }
}
