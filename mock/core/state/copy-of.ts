/**
 * A copy of a text. In V8 a slice of a string keeps the whole string (a URL, a body) in memory, so texts of requests are copied before they
 * are kept.
 */
export const copyOf = (text: string): string => JSON.parse(JSON.stringify(text)) as string
