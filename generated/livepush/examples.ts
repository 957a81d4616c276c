import type { Example } from '../../specs/profile.js'

export const examples: Readonly<Record<string, Example>> = {}
