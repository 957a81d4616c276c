import type { MockSpec } from '../../specs/profile.js'
import { operations, profile } from './operations.js'
import type { operations as Operations, paths } from './types.js'

export const kollusLive: MockSpec<paths, Operations, typeof profile, typeof operations> = {
  profile,
  operations,
  schemas: () => import('./schemas.js'),
  examples: async () => (await import('./examples.js')).examples,
}
