/** Lighthouse, a provider that does not exist. */
import { createProvider, createProviderAuth } from '../../src/index.js'
import { operations, profile, type Scope } from './generated/lighthouse/operations.js'
import type { operations as Operations, paths } from './generated/lighthouse/types.js'

export const createLighthouse = createProvider<paths, Operations, typeof profile, typeof operations>(
  profile,
  operations,
)

export const lighthouseAuth = createProviderAuth<Scope>(profile, operations)
