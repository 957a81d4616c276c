import { kollusLive } from '../../generated/kollus-live/index.js'
import { createProvider } from '../http/client.js'

/**
 * A client for Kollus Live. `serviceAccount` is the key in every path (console: Settings → Basic info). Keeps to the provider's limits, 60
 * calls a minute and one a second, unless `limit` says otherwise. Facts and their certainty: specs/kollus-live/openapi.yaml.
 */
export const createKollusLive = createProvider(kollusLive)
