import { printable } from './printable.js'

/** A thing with its name, for a message: `stream 'Demo'`. An empty name is described in words. */
export const withName = (kind: string, name: string): string =>
  name === '' ? `${kind} with an empty name` : `${kind} ${quoted(name)}`

/** A user's text in quotes, for a message. */
export const quoted = (text: string): string => (text === '' ? 'an empty text' : `'${printable(text)}'`)
