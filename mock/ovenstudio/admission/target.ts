/** The application and the stream of a URL. */
export interface Target {
  readonly app: string
  readonly stream: string
}

/**
 * Where `newUrl` sends a client that asked for `url`. Null if it changes scheme, port or file, which the engine does not allow: the client is
 * refused (inferred).
 */
export function targetOf(newUrl: string, url: string): Target | null {
  const [given, asked] = [parse(newUrl), parse(url)]
  if (!given || !asked || given.kept !== asked.kept) return null
  return { app: given.app, stream: given.stream }
}

function parse(text: string) {
  const [, scheme, port = '', app, stream, file = ''] =
    /^([a-z][a-z\d+.-]*):\/\/(?:[^/?#:[\]]+|\[[^\]/]+\])(?::(\d+))?\/([^/?#]+)\/([^/?#]+)(\/[^?#]*)?/i.exec(text) ?? []
  if (!scheme || !app || !stream) return null
  try {
    const names = { app: decodeURIComponent(app), stream: decodeURIComponent(stream) }
    return { ...names, kept: [scheme.toLowerCase(), port, file].join(' ') }
  } catch {
    return null
  }
}
