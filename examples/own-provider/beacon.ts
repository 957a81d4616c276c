import { createProvider, createProviderAuth } from 'onair'
import { beacon } from './generated/beacon/index.js'

/** A client for Beacon. */
export const createBeacon = createProvider(beacon)

/** Signs users in to Beacon. */
export const beaconAuth = createProviderAuth(beacon)
