/** The source of a clock's time. */
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

/** Time that runs with the machine's clock, `speed` times as fast. It does not go back when the machine's clock does. */
export class MachineTime implements TimeSource {
  #start: number
  readonly #speed: number
  /**
   * What is added to the machine's wall clock, and to its monotonic clock, to give the time that has passed since the start. The monotonic
   * clock takes over when the wall clock goes back.
   */
  readonly #wall = -Date.now()
  #steady = -performance.now()

  constructor(start = Date.now(), speed = 1) {
    this.#start = start
    this.#speed = speed
  }

  now(): number {
    const wall = Date.now() + this.#wall
    const steady = performance.now() + this.#steady
    // The wall clock counts the time that a machine is asleep; the monotonic clock may not.
    this.#steady += Math.max(0, wall - steady)
    return Math.floor(this.#start + Math.max(wall, steady) * this.#speed)
  }

  forward(ms: number): void {
    this.#start += ms
  }
}
