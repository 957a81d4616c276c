import { UsageError } from '../errors/index.js'
import { checkOptions, isText } from '../options.js'

/** The ingest address for encoders. In no document of Livepush, but in many public scripts. `rtmps:` on this host has been seen too. */
const BASE = 'rtmp://stream.livepush.io/live/'

/**
 * The address to publish `stream` to: `base`, a slash, the stream's key. A secret: anyone who has it can publish.
 *
 * It never uses `stream.zone`, which can name an internal host. Throws `UsageError` for a stream without a key, and if `base` is not an
 * address.
 *
 * @example
 * const livepush = createLivepush({ auth })
 * const stream = unwrap(await livepush.call('getStream', { params: { path: { streamId: 'stream-1' } } }))
 * const url = publishUrl(stream)
 */
export function publishUrl(
  stream: { readonly streamKey?: string | null },
  options: { readonly base?: string | undefined } = {},
): string {
  checkOptions('publishUrl', options, { base: isText })
  const { base = BASE } = options
  if (typeof stream?.streamKey !== 'string' || stream.streamKey === '') {
    throw new UsageError(
      "The stream has no streamKey. Lists may leave it out: read the stream by its id first (getStream), with the scope 'streams.read'.",
    )
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/\s]/i.test(base) || /[?#\s]/.test(base)) {
    throw new UsageError(`publishUrl needs base to be an address such as ${BASE}, without query or fragment.`)
  }
  return `${base.replace(/\/+$/, '')}/${stream.streamKey}`
}
