import { Hono } from 'hono'
import type { ControlEnv } from '../env.js'
import { callbacks } from './callbacks.js'
import { faults } from './faults.js'
import { journal } from './journal.js'
import { live } from './live.js'
import { missing } from './missing.js'
import { overview } from './overview.js'
import { provider } from './provider.js'
import { timeline } from './timeline.js'

/** The pages below `/_mock`. All of them work without JavaScript; the script updates them. */
export const dashboard = new Hono<ControlEnv>()
  .route('/', overview)
  .route('/', faults)
  .route('/', journal)
  .route('/', callbacks)
  .route('/', timeline)
  .route('/', live)
  // Last, because its path matches any name.
  .route('/', provider)
  .all('*', missing)
