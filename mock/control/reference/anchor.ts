import type { AnyWorld } from '../../core/definition/world.js'

/** The path of the reference page of a provider. */
export const referencePath = ({ prefix, profile }: Pick<AnyWorld, 'prefix' | 'profile'>): string =>
  `${prefix}/_mock/${profile.provider}/reference`

/** The id of an operation on the reference page, for links to it. */
export const anchorOf = (operation: string): string => `operation-${operation}`
