const width = 120

/** Plain data as TypeScript source, formatted as oxfmt does: on one line if it fits, else one entry a line. */
export const literal = (value: unknown, indent = '', used = 0): string => {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quote(value) : String(value)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const entries = Object.entries(value).filter(([, child]) => child !== undefined)
  const inner = `${indent}  `
  const parts = entries.map(([key, child]) => {
    const label = Array.isArray(value) ? '' : `${name(key)}: `
    return label + literal(child, inner, inner.length + label.length)
  })
  const pad = Array.isArray(value) || parts.length === 0 ? '' : ' '
  // Without the line of a value that is far too long for one.
  const length = parts.reduce((sum, part) => sum + part.length + 2, used)
  if (length < width) {
    const line = `${open}${pad}${parts.join(', ')}${pad}${close}`
    if (!line.includes('\n') && used + line.length < width) return line
  }
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`
}

const name = (key: string): string => (/^([A-Za-z_$][\w$]*|[1-9]\d*)$/.test(key) ? key : quote(key))

/** JSON escapes everything. Only the quotes differ. */
const quote = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
