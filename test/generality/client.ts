/** Lighthouse, an invented provider. */
import { createProvider, createProviderAuth } from '../../src/index.js'
import { lighthouse } from './generated/lighthouse/index.js'

export const createLighthouse = createProvider(lighthouse)

export const lighthouseAuth = createProviderAuth(lighthouse)
