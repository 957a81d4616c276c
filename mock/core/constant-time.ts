/** Compares a text with a secret in constant time. */
export function isSame(text: string, secret: string): boolean {
  let difference = text.length ^ secret.length
  for (let i = 0; i < secret.length; i++) difference |= text.charCodeAt(i % (text.length || 1)) ^ secret.charCodeAt(i)
  return difference === 0
}
