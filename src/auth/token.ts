/** What a provider's API takes. `value` never shows when the token is printed, serialised or logged. */
export interface AccessToken {
  readonly value: string
  /** Epoch milliseconds; absent where the provider says nothing of use. */
  readonly expiresAt?: number
  readonly scopes?: readonly string[]
}

/** Gives tokens, and renews them where it can. The one way in: everything else about tokens is behind it. */
export interface TokenSource {
  /**
   * A token to send now. `rejected` is the value that the provider has just refused: the answer is then another one, or
   * the same one where there is no other. Aborting `signal` detaches this caller only.
   */
  token(options?: { readonly rejected?: string; readonly signal?: AbortSignal }): Promise<AccessToken>
}
