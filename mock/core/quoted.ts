import { printable } from './printable.js'

/** A thing by its name, for a message: `stream 'Demo'`. An empty name is said in words: two quotes look like a mistake of the message. */
export const withName = (kind: string, name: string): string =>
  name === '' ? `${kind} with an empty name` : `${kind} ${quoted(name)}`

/** A text that someone gave, for a message. */
export const quoted = (text: string): string => (text === '' ? 'an empty text' : `'${printable(text)}'`)
