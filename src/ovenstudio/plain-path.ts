/**
 * Whether a path means what it says: no segment is `.` or `..`, however it is written. A browser, a proxy or an origin takes
 * those away at a moment of its own, and then another path is asked for than was signed or matched.
 */
export function isPlainPath(path: string): boolean {
  const decoded = path.replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/')
  return !decoded.split('/').some((segment) => segment === '.' || segment === '..')
}
