/** An inline style or script. */
export interface InlineSource {
  readonly text: string
  /** The source expression that allows it in a content security policy. */
  readonly source: string
}

/** A text with its hash (CSP Level 3, section 2.3.1). */
export async function inline(text: string): Promise<InlineSource> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return { text, source: `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'` }
}
