import { kollusLive } from '../../generated/kollus-live/index.js'
import { createProvider } from '../http/client.js'

/**
 * A client for Kollus Live. `serviceAccount` is the key in every path (console: Settings → Basic info). Default for `limit`: the
 * provider's limits, 60 calls a minute and one a second. Facts and their certainty: specs/kollus-live/openapi.yaml.
 *
 * Throws a `UsageError` for an option that is missing or wrong.
 *
 * @example
 * const kollus = createKollusLive({ serviceAccount, auth: staticToken(personalAccessToken) })
 * for await (const channel of paginate(kollus, 'listChannels')) console.log(channel.title)
 */
export const createKollusLive = /* @__PURE__ */ createProvider(kollusLive)
