import { UsageError } from '../errors/index.js'
import { checkOptions, isText, type OptionRules } from '../options.js'
import type { AdmissionOpening } from './admission.js'

/** What the engine does with a client that is let in. */
export interface AllowOptions {
  /** Sends the client to another virtual host, application or stream of the same server. Scheme, port and file must stay. */
  readonly newUrl?: string | undefined
  /** How long the session may last, in milliseconds. Default: no limit. */
  readonly lifetime?: number | undefined
  /** Text for the log of the engine. */
  readonly reason?: string | undefined
}

/** The engine reads an unsigned 32-bit number, and ignores any other value: the session would have no limit. */
const isLifetime = {
  must: 'be a whole number of milliseconds from 1 to 4294967295',
  holds: (value: unknown) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 32,
}
const rules: OptionRules<AllowOptions> = { newUrl: isText, lifetime: isLifetime, reason: isText }

/**
 * Lets a publisher or viewer in. Throws a `UsageError` for a wrong option, and for a `newUrl` with another scheme, port or file than the URL
 * of the admission: the engine cannot send a client there.
 *
 * @example
 * const admission = await parseAdmission(request, { secret })
 * if (admission.status === 'opening') allow(admission, { lifetime: 3_600_000 }) // for an hour
 */
export function allow(admission: AdmissionOpening, options: AllowOptions = {}): Response {
  checkOptions('allow', options, rules)
  const { newUrl, lifetime, reason } = options
  if (newUrl !== undefined && !isSameFile(newUrl, admission.url))
    throw new UsageError('newUrl must keep scheme, port and file of the URL: only host, application and stream change.')
  return json({ allowed: true, new_url: newUrl, lifetime, reason })
}

/**
 * Keeps a publisher or viewer out. `reason` is for the log of the engine; the client does not see it.
 *
 * @example
 * deny('The ticket has been used.')
 */
export function deny(reason?: string): Response {
  return json({ allowed: false, reason })
}

/**
 * The answer to a closing: an empty object.
 *
 * @example
 * const admission = await parseAdmission(request, { secret })
 * if (admission.status === 'closing') acknowledge()
 */
export function acknowledge(): Response {
  return json({})
}

const json = (body: object): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })

function isSameFile(newUrl: string, url: string): boolean {
  const [given, asked] = [newUrl, url].map(partsOf)
  return given !== undefined && given === asked
}

/** Scheme, port and file. The file is what follows application and stream in the path. Undefined if it is not such a URL. */
function partsOf(url: string): string | undefined {
  const [, scheme, port = '', app, stream, file = ''] =
    /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#@:[\]]+|\[[^\]/?#]+\])(?::(\d+))?\/([^/?#]+)\/([^/?#]+)(\/[^?#]*)?(?:[?#]|$)/i.exec(
      url,
    ) ?? []
  return scheme && app && stream ? [scheme.toLowerCase(), port, file].join(' ') : undefined
}
