/** One of those that are compared. The first of them is the floor. */
export interface Side {
  readonly name: string
  /** The cost of one unit of work in this round, in any unit that all sides share. */
  measure(): Promise<number>
  /** What the ratio should not exceed. */
  readonly aim?: number
}

/** What a side came to, against the floor of the same rounds. */
export interface Figure {
  readonly name: string
  /** Median over the rounds of this side's cost by the floor's. */
  readonly ratio: number
  /** The middle half of the rounds' ratios. */
  readonly quartiles: readonly [number, number]
  readonly aim?: number
  /** Median cost: to see what the ratio is made of, not to be compared between machines. */
  readonly cost: number
}

/** Every side in every round, each round beginning with another, after two rounds that are thrown away. */
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

/** The value below which `part` of the values lie, between neighbours where it falls between them. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * part
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!]
  return low + (high - low) * (at - Math.floor(at))
}
