import type { BaseOptions } from '../../http/options.js'
import type { Fetch } from '../../http/send.js'
import type { SentBody } from './callable.js'

/** The longest answer that is written to a file, in bytes. It is kept in memory. */
const mostSaved = 2 ** 30

/** The client options of a call that sends files, or writes its answer to one. */
export function optionsFor(body: SentBody | undefined, isSaved: boolean): Partial<BaseOptions> {
  return {
    // The time of an upload depends on its size. Ctrl-C ends it.
    ...(hasFile(body) && { fetch: uploadFetch, timeout: false as const }),
    ...(isSaved && { maxResponseBytes: mostSaved }),
  }
}

const hasFile = (body: SentBody | undefined): boolean =>
  body instanceof Blob ||
  (typeof body === 'object' &&
    Object.values(body)
      .flat()
      .some((one) => one instanceof Blob))

/**
 * `fetch` for a body that does not fit in memory. Node.js keeps a copy of each body, even of a stream, to send it again after a redirect or
 * with credentials. It makes no copy if there is neither (Fetch, "HTTP-network-or-cache fetch", step 8.1).
 */
const uploadFetch: Fetch = (url, init) => fetch(url, { ...init, redirect: 'error', window: null })
