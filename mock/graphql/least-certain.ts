import type { Evidence } from '../../specs/profile.js'

/** From certain to a guess. */
const order: readonly Evidence[] = ['seed', 'documented', 'community', 'inferred']

/** The least certain of some marks. */
export const leastCertain = (...marks: readonly Evidence[]): Evidence =>
  order[Math.max(...marks.map((mark) => order.indexOf(mark)))]!
