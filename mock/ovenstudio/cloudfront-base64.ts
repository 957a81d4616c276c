/**
 * The Base64 of CloudFront's query parameters: with padding, and with `-`, `_` and `~` for `+`, `=` and `/`. It differs from base64url.
 */
export function toCloudFrontBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+=/]/g, (sign) => ({ '+': '-', '=': '_' })[sign] ?? '~')
}

/**
 * Decodes bytes. Null for a text that is not canonical: a decoder that ignores the unused bits of the last character would accept sixteen
 * texts for one signature.
 */
export function fromCloudFrontBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w~-]*$/.test(text)) return null
  const standard = text.replace(/[-_~]/g, (sign) => ({ '-': '+', _: '=' })[sign] ?? '/')
  try {
    const bytes = Uint8Array.from(atob(standard), (letter) => letter.charCodeAt(0))
    return toCloudFrontBase64(bytes) === text ? bytes : null
  } catch {
    return null
  }
}
