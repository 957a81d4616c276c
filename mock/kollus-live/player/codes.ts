/**
 * The codes that a player shows (the vendor's player-check tool; its use for live is inferred, except 3012). The texts are the mock's own.
 */
export const messages = {
  3012: 'The channel is not on air.',
  3013: 'The play time of this URL is over.',
  4003: 'The channel key is not valid.',
  4004: 'The reply to the playback callback has another X-Kollus-UserKey than the custom key.',
  4007: 'The token is not valid.',
  4081: 'The channel is not public.',
  4082: 'The custom key is not valid.',
  4084: 'The player version of the token does not fit the device.',
  4085: 'The token has expired.',
  8479: 'The viewer already plays the channel in another secure player.',
  8670: 'The reply to the playback callback is empty, or there is none.',
  8671: 'The reply to the playback callback is not a JWT that the security key signed.',
  8672: 'The reply to the playback callback does not have the right JSON.',
  8673: 'The playback callback refused the viewer.',
  8674: 'The playback callback ended the playback.',
} as const

export type PlayerCode = keyof typeof messages

/** A refusal. Its code is one of the table, or 10000 and the HTTP status of the playback callback's server. Null if Kollus's code is not known. */
export interface PlayerRefusal {
  readonly code: number | null
  readonly message: string
}

/** No source names the code for it. */
export const tooManyViewers: PlayerRefusal = {
  code: null,
  message: 'The channel has as many viewers as its limit allows.',
}

export const refusal = (code: PlayerCode): PlayerRefusal => ({ code, message: messages[code] })
