import { turn } from './turn.js'

/** Counts the work that time waits for. */
export class Holds {
  #count = 0
  #whenFree: (() => void)[] = []

  get any(): boolean {
    return this.#count > 0
  }

  readonly enter = (): void => void this.#count++

  readonly leave = (): void => {
    if (--this.#count === 0) for (const resolve of this.#whenFree.splice(0)) resolve()
  }

  /** Resolves when time waits for nothing. Code that awaited the work gets a turn, because it may begin more. */
  async free(): Promise<void> {
    while (this.any) {
      await new Promise<void>((resolve) => this.#whenFree.push(resolve))
      await turn()
    }
  }
}
