/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
