/** Random numbers from a seed, so that a run can be repeated (mulberry32). */
export interface Random {
  /** A whole number from 0 up to, and not including, `below`. */
  below(below: number): number
  pick<T>(among: readonly T[]): T
  shuffle<T>(all: readonly T[]): T[]
  chance(of: number): boolean
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    pick: (among) => among[below(among.length)]!,
    chance: (of) => next() < of,
    shuffle(all) {
      const left = [...all]
      return all.map(() => left.splice(below(left.length), 1)[0]!)
    },
  }
}
