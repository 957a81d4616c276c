import { createProvider } from 'onair'
import { ovenmediaengine } from './generated/ovenmediaengine/index.js'

/** A client for OvenMediaEngine. */
export const createOvenMediaEngine = createProvider(ovenmediaengine)
