/**
 * How keys are named in Redis: `<prefix>{<key>}` for a record, `<prefix>{<key>}:lock` for its lock.
 *
 * - The braces are a hash tag: in a cluster a record and its lock are in one slot, and the records are spread over all slots.
 * - `{`, `}` and `%` in a key are percent-encoded, so that no key ends the tag, or reads like the lock of another.
 */
export interface KeyNames {
  record(key: string): string
  lock(key: string): string
  /** A glob for the records whose keys start with `prefix`. It may match more: `keyOf` decides. `root` is the client's own prefix. */
  glob(prefix: string, root: string): string
  /** The key of a record, by its full name in Redis; `undefined` if that is not the name of a record. */
  keyOf(name: string, root: string): string | undefined
}

/** The names under a prefix. */
export function keyNames(prefix: string): KeyNames {
  return {
    record: (key) => `${prefix}{${encode(key)}}`,
    lock: (key) => `${prefix}{${encode(key)}}:lock`,
    glob: (begin, root) => `${literal(`${root}${prefix}{${encode(begin)}`)}*`,
    keyOf(name, root) {
      const start = `${root}${prefix}{`
      const tag = name.slice(start.length, -1)
      return name.startsWith(start) && name.endsWith('}') && !/[{}]/.test(tag) ? decode(tag) : undefined
    },
  }
}

const encode = (key: string) => key.replaceAll(/[%{}]/g, encodeURIComponent)
const decode = (tag: string) => tag.replaceAll(/%(?:25|7B|7D)/g, decodeURIComponent)

/** A glob that matches `text` only. */
const literal = (text: string) => text.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)
