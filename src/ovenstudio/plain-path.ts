/**
 * Whether a path has no dot segments in any spelling. A browser, a proxy or an origin may remove them, and then another path is requested
 * than was signed or matched.
 */
export function isPlainPath(path: string): boolean {
  const decoded = path.replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/')
  return !decoded.split('/').some((segment) => segment === '.' || segment === '..')
}
