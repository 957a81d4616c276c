import type { Evidence } from '../../specs/profile.js'

/** From most to least certain. */
const order: readonly Evidence[] = ['seed', 'documented', 'community', 'inferred']

/** The least certain of several evidence marks. */
export const leastCertain = (...marks: readonly Evidence[]): Evidence =>
  order[Math.max(...marks.map((mark) => order.indexOf(mark)))]!
