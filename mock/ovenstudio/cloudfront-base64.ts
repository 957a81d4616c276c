/**
 * Base64 with its padding, and with `-`, `_` and `~` for `+`, `=` and `/`: what CloudFront's query parameters are written in. It is
 * not base64url.
 */
export function toCloudFrontBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+=/]/g, (sign) => ({ '+': '-', '=': '_' })[sign] ?? '~')
}

/**
 * The bytes, or null if they are written in another way: a decoder that let the unused bits of the last letter pass would
 * take sixteen texts for one signature.
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
