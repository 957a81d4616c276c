/** One of the compared sides. The first is the floor. */
export interface Side {
  readonly name: string
  /** The cost of one unit of work in this round, in any unit that all sides share. */
  measure(): Promise<number>
  /** What the ratio should not exceed. */
  readonly aim?: number
}

/** The result of a side against the floor of the same rounds. */
export interface Figure {
  readonly name: string
  /** Median over the rounds of this side's cost divided by the floor's. */
  readonly ratio: number
  /** The middle half of the rounds' ratios. */
  readonly quartiles: readonly [number, number]
  readonly aim?: number
  /** Median cost: it explains the ratio, and cannot be compared between machines. */
  readonly cost: number
}

/** Runs every side in every round. Each round starts with another side. The first two rounds are discarded. */
export async function compare(sides: readonly Side[], rounds: number): Promise<Figure[]> {
  const costs = sides.map(() => [] as number[])
  for (let round = -2; round < rounds; round++) {
    for (let turn = 0; turn < sides.length; turn++) {
      const which = (turn + round + 2) % sides.length
      const cost = await sides[which]!.measure()
      if (round >= 0) costs[which]!.push(cost)
    }
  }
  return sides.map(({ name, aim }, which) => {
    const ratios = costs[which]!.map((cost, round) => cost / costs[0]![round]!)
    return {
      name,
      ratio: quantile(ratios, 0.5),
      quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      ...(aim !== undefined && { aim }),
      cost: quantile(costs[which]!, 0.5),
    }
  })
}

/** The quantile `part` of the values, interpolated between neighbors. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return low + (high - low) * (at - Math.floor(at))
}
