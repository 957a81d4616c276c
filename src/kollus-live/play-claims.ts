import { UsageError } from '../errors/index.js'
import { checkOptions, isBoolean, isText, type OptionRules, type Rule } from '../options.js'
import { futureSeconds } from './epoch-seconds.js'

/** What the player shows of the chat (vendor library). */
export interface KollusChat {
  readonly isVisible?: boolean | undefined
  /** The viewer is an administrator of the chat. */
  readonly isAdmin?: boolean | undefined
  /** No source lists the values. */
  readonly position?: string | undefined
}

/** A text over the picture. Off by default: the account manager at Kollus enables it. iOS and Samsung Internet show none in full screen. */
export interface KollusWatermark {
  /** The text, or `client_user_id` for the viewer's id. */
  readonly codeKind: string
  /** `7` has been seen. */
  readonly fontSize?: number | undefined
  /** Hexadecimal, without `#`. */
  readonly fontColor?: string | undefined
  /** Seconds for which it is shown, and then hidden. */
  readonly showTime?: number | undefined
  readonly hideTime?: number | undefined
  /** From 0, transparent, to 255. */
  readonly alpha?: number | undefined
  /** `false` opens the secure player. */
  readonly enableHtml5Player?: boolean | undefined
}

/**
 * What a viewer may play. Numbers are epoch milliseconds. Names and types of the fields are documented; which of them are required is
 * inferred from vendor samples.
 */
export interface KollusPlayClaims {
  /** Key of the channel, such as `abcd1234efgh5678`. */
  readonly channelKey: string
  /** Until when the URL can be opened. Playback goes on after it. Recommended: seconds to a minute ahead. */
  readonly expiresAt: Date | number
  /** Until when the stream is delivered (`play_expt`). Default: two days ahead, as Kollus sets it. */
  readonly playUntil?: Date | number | undefined
  /** Your own id of the viewer, which comes back in callbacks. The playback callback, the duplicate block and the chat need it. */
  readonly clientUserId?: string | undefined
  /** The viewer's name in the chat. */
  readonly clientUserName?: string | undefined
  /** Address of the viewer's picture in the chat. */
  readonly clientUserImage?: string | undefined
  /** Key of the only rendition to play. Default: adaptive. */
  readonly profileKey?: string | undefined
  /** The title that the player shows. */
  readonly title?: string | undefined
  /** `v4` (HTML5), `v4a`, `v3e`, `ios`, `android`, or `exclusive` for any secure player. One that does not fit the device is an error. */
  readonly playerVersion?: string | undefined
  readonly chat?: KollusChat | undefined
  readonly watermark?: KollusWatermark | undefined
  /** Whether the viewer can seek (one vendor sample). */
  readonly seek?: boolean | undefined
  /** Hides the chat (public code only). */
  readonly noChat?: boolean | undefined
}

const isObject: Rule = { must: 'be an object', holds: (value) => typeof value === 'object' && value !== null }
const isNumber = (from: number, to: number): Rule => ({
  must: `be a whole number from ${from} to ${to}`,
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to,
})

export const claimRules: OptionRules<KollusPlayClaims> = {
  channelKey: isText,
  expiresAt: true,
  playUntil: true,
  clientUserId: isText,
  clientUserName: isText,
  clientUserImage: isText,
  profileKey: isText,
  title: isText,
  playerVersion: isText,
  chat: isObject,
  watermark: isObject,
  seek: isBoolean,
  noChat: isBoolean,
}
const chatRules: OptionRules<KollusChat> = { isVisible: isBoolean, isAdmin: isBoolean, position: isText }
const watermarkRules: OptionRules<KollusWatermark> = {
  codeKind: isText,
  fontSize: isNumber(1, 1000),
  fontColor: { must: 'be hexadecimal without #', holds: (value) => /^[0-9a-f]{3,8}$/i.test(String(value)) },
  showTime: isNumber(0, 86_400),
  hideTime: isNumber(0, 86_400),
  alpha: isNumber(0, 255),
  enableHtml5Player: isBoolean,
}

/** The long names, and the short ones of the fields that have one. */
const names = {
  long: { channel: 'live_media_channel_key', user: 'client_user_id', expires: 'expire_time' },
  short: { channel: 'lmckey', user: 'cuid', expires: 'expt' },
} as const

export type KollusNames = keyof typeof names

/** The payload of a token, without fields that are undefined and without the registered claims of RFC 7519, which can make playback fail. */
export function payloadOf(
  claims: KollusPlayClaims,
  style: KollusNames,
  now: number,
): Readonly<Record<string, unknown>> {
  const { channelKey, clientUserId, expiresAt, playUntil, chat, watermark } = claims
  const { channel, user, expires } = names[style]
  // The key is part of no path here, so any text without blanks passes: what keys Kollus gives is not documented.
  if (!/^\S+$/.test(channelKey ?? ''))
    throw new UsageError('channelKey is the key of the channel, such as abcd1234efgh5678.')
  checkOptions('chat', chat, chatRules)
  checkOptions('watermark', watermark, watermarkRules)
  const expire = futureSeconds(expiresAt, 'expiresAt', now)
  const play = playUntil === undefined ? undefined : futureSeconds(playUntil, 'playUntil', now)
  return {
    [channel]: channelKey,
    [user]: clientUserId,
    [expires]: expire,
    play_expt: play,
    client_user_name: claims.clientUserName,
    client_user_image: claims.clientUserImage,
    live_media_profile_key: claims.profileKey,
    title: claims.title,
    player_version: claims.playerVersion,
    chatting_policy: chat && { is_visible: chat.isVisible, is_admin: chat.isAdmin, position: chat.position },
    video_watermarking_code_policy: watermark && {
      code_kind: watermark.codeKind,
      font_size: watermark.fontSize,
      font_color: watermark.fontColor,
      show_time: watermark.showTime,
      hide_time: watermark.hideTime,
      alpha: watermark.alpha,
      enable_html5_player: watermark.enableHtml5Player,
    },
    seek: claims.seek,
    nochat: claims.noChat,
  }
}
