/**
 * An OpenAPI path template as a Hono pattern. A whole segment `{id}` becomes `:id`. A segment with a partial parameter
 * (`{minutes}min-during-a-day`) or with a name that Hono does not support (`{user-id}`) becomes a parameter with a regular expression, which
 * `read` splits again.
 */
export interface PathTemplate {
  readonly pattern: string
  /** The path parameters by name, from Hono's parameters. */
  readonly read: (found: Record<string, string>) => Record<string, string>
  /** Whether a path, without the mount point, matches the template. */
  readonly test: (path: string) => boolean
}

/** Turns a template into the source of a regular expression. Each `{name}` becomes `variable`. */
export const sourceOf = (template: string, variable: string): string =>
  template
    .split(/\{[^{}]+\}/)
    .map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(variable)

export function pathTemplate(template: string): PathTemplate {
  const partial = new Map<string, { names: string[]; expression: RegExp }>()
  const segments = template.split('/').map((segment, index) => {
    if (/^\{\w+\}$/.test(segment)) return `:${segment.slice(1, -1)}`
    const names = [...segment.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!)
    if (names.length === 0) return segment
    const source = sourceOf(segment, '([^/]+?)')
    partial.set(`segment${index}`, { names, expression: new RegExp(`^${source}$`) })
    return `:segment${index}{${source.replaceAll('(', '(?:')}}`
  })
  const whole = new RegExp(`^${sourceOf(template, '[^/]+')}$`)
  return {
    pattern: segments.join('/'),
    read: partial.size === 0 ? (found) => found : (found) => takeApart(found, partial),
    test: (path) => whole.test(path),
  }
}

function takeApart(
  found: Record<string, string>,
  partial: ReadonlyMap<string, { names: string[]; expression: RegExp }>,
): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of Object.entries(found)) {
    const part = partial.get(name)
    if (!part) parameters[name] = value
    else
      part.expression
        .exec(value)
        ?.slice(1)
        .forEach((text, i) => (parameters[part.names[i]!] = text))
  }
  return parameters
}
