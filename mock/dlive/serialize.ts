import type { DonationType, SenderInfo, StreamchatUser } from '../../generated/dlive/graphql.js'
import { roomRole, type Account, type Channel } from './entities.js'

/** Coins in a lemon. */
const lemon = 100_000n

/** What a gift is worth in lemons (clients); of the others nothing is known. */
const worth: { readonly [Gift in DonationType]?: bigint } = {
  LEMON: 1n,
  ICE_CREAM: 10n,
  DIAMOND: 100n,
  NINJAGHINI: 1000n,
  NINJET: 10_000n,
}

/** What gifts are worth in coins. */
export const coins = (gift: DonationType, count: number): bigint => (worth[gift] ?? 0n) * lemon * BigInt(count)

/** An account as chat shows it. */
export function serializeChatUser(account: Account): StreamchatUser {
  const { username, displayname, avatar, partnerStatus, badges, effect } = account
  const id = `streamchatuser:${username}`
  return { __typename: 'StreamchatUser', id, username, displayname, avatar, partnerStatus, badges, effect }
}

/** The sender of an event, with the role that they have in this chat. What the client says of it is ignored. */
export function serializeSender(from: Account, channel: Channel): Omit<SenderInfo, '__typename'> {
  return {
    subscribing: channel.subscribers.has(from),
    role: from.role,
    roomRole: roomRole(from, channel),
    sender: serializeChatUser(from),
  }
}
