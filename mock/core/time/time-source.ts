/** Where a clock's time comes from. */
export interface TimeSource {
  /** Epoch milliseconds. */
  now(): number
  /** Puts the time ahead by milliseconds. */
  forward(ms: number): void
}

/** Time that stands still until it is put ahead. */
export class StillTime implements TimeSource {
  #now: number

  constructor(start: number) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  forward(ms: number): void {
    this.#now += ms
  }
}

/** Time that runs with the machine's clock. It does not go back when the machine's clock does. */
export class MachineTime implements TimeSource {
  /** What is added to the machine's wall clock, and to its monotonic clock, which takes over when the wall clock goes back. */
  #offset: number
  #steady: number

  constructor(start = Date.now()) {
    this.#offset = start - Date.now()
    this.#steady = start - performance.now()
  }

  now(): number {
    const wall = Date.now() + this.#offset
    const steady = performance.now() + this.#steady
    // The wall clock counts the time that a machine is asleep; the monotonic clock may not.
    this.#steady += Math.max(0, wall - steady)
    return Math.floor(Math.max(wall, steady))
  }

  forward(ms: number): void {
    this.#offset += ms
    this.#steady += ms
  }
}
