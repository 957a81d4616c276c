import { DecodeError } from '../errors/index.js'

/** Where an object may have the URL, likeliest first. All inferred: no page shows an answer. */
const KEYS = ['signedUrl', 'signed_url', 'url', 'data', 'message']

/**
 * The URL in the answer to `createSignedUrl`: bare, or in an object under one of {@link KEYS}, or under any key of its `data`. Only https
 * counts, or http too where the API itself is plain (`isPlain`). Throws a `DecodeError` without one. The body is in `raw` only, because it
 * may still be a URL.
 */
export function readSignedUrl(
  data: unknown,
  { isPlain, status }: { readonly isPlain: boolean; readonly status: number },
): string {
  const url = candidates(data).find((text) => isAddress(text, isPlain))
  if (url) return url
  const wanted = isPlain ? 'an http(s) address' : 'an https address'
  throw new DecodeError(
    `ovenstudio.createSignedUrl succeeded with ${status}, but its answer has no signed URL (${wanted}) in any known place. \`raw\` has the body.`,
    { status, raw: typeof data === 'string' ? data : (JSON.stringify(data) ?? '') },
  )
}

function candidates(data: unknown): string[] {
  if (typeof data === 'string') return [data.trim()]
  if (!isObject(data)) return []
  const values = KEYS.map((key) => data[key]).flatMap((value) => (isObject(value) ? Object.values(value) : [value]))
  return values.filter((value) => typeof value === 'string').map((value) => value.trim())
}

function isAddress(text: string, isPlain: boolean): boolean {
  return (isPlain ? /^https?:\/\/[^\s]+$/i : /^https:\/\/[^\s]+$/i).test(text) && URL.canParse(text)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
