/**
 * Refusals in the `err` of a mutation's payload. The code 6021 and its meaning are known. The other codes are on a list of codes in DLive's
 * site, but their meanings and all texts are **the mock's invention**, so texts begin with `onair mock`. `(inferred)` marks refusals that
 * DLive may not have at all.
 */
const refusals = {
  unknownStreamer: [1001, 'there is no such streamer. Arguments want the username, not the display name.'],
  unknownUser: [1002, 'there is no such user. Arguments want the username, not the display name.'],
  notFound: [1003, 'there is no such thing.'],
  invalid: [1004, 'the value is not known to be valid (inferred).'],
  yourself: [1005, 'this cannot be done to yourself (inferred).'],
  displaynameTaken: [1006, 'another account has this display name.'],
  displaynameTooEarly: [1007, 'a display name can be changed once a month.'],
  notPartner: [2001, 'this is for partners only.'],
  noGiveaway: [5001, 'there is no giveaway to claim from.'],
  giveawayRunning: [5002, 'a giveaway is already running (inferred).'],
  chestTooLow: [5003, 'the chest does not hold enough for a giveaway; the amount is inferred.'],
  alreadyClaimed: [5004, 'this has already been claimed (inferred).'],
  botsExcluded: [5005, 'bots cannot take part in this.'],
  emptyText: [6001, 'there is no text in the message.'],
  textTooLong: [6002, 'the message is too long.'],
  banned: [6003, 'the user is banned from this channel.'],
  timedOut: [6004, 'the user may not write here for a while.'],
  slowMode: [6005, 'the channel is in slow mode: wait between messages.'],
  subscribersOnly: [6006, 'only subscribers may write here now.'],
  followersOnly: [6008, 'only followers may write here now.'],
  followedTooShortly: [6021, 'the user has not followed the channel for long enough.'],
  unverifiedEmail: [6009, 'only users with a verified e-mail address may write here.'],
  linksDisabled: [6010, 'links are switched off here.'],
  filteredWord: [6011, 'the message contains a word that this channel filters.'],
  emoteBanned: [6012, 'the message contains an emote that this channel bans.'],
  notModerator: [6013, 'only the channel’s owner and its moderators may do this.'],
  ownerOnly: [6015, 'only the channel’s owner may do this (inferred).'],
  protectedUser: [6016, 'this cannot be done to the owner or a moderator of the channel (inferred).'],
  intervalOutOfRange: [6017, 'slow mode takes 0 to 120 seconds.'],
  staffOnly: [6501, 'only staff may do this (inferred).'],
} as const

export type RefusalName = keyof typeof refusals

/** Thrown by a mutation. It becomes the `err` of the payload. */
export class MutationRefusal extends Error {
  readonly code: number

  constructor(name: RefusalName) {
    const [code, text] = refusals[name]
    super(`onair mock: ${text}`)
    this.code = code
  }
}
