import type { DonationType, SenderInfo, StreamchatUser } from '../../generated/dlive/graphql.js'
import { roomRole, type Account, type Channel } from './entities.js'

/** Coins in a lemon. */
const lemon = 100_000n

/** The value of gifts in lemons (from client code). Other values are not known. */
const worth: { readonly [Gift in DonationType]?: bigint } = {
  LEMON: 1n,
  ICE_CREAM: 10n,
  DIAMOND: 100n,
  NINJAGHINI: 1000n,
  NINJET: 10_000n,
}

/** The value of gifts in coins. Gifts of unknown value count as 0. */
export const coins = (gift: DonationType, count: number): bigint => (worth[gift] ?? 0n) * lemon * BigInt(count)

/** An account, serialized for chat events. */
export function serializeChatUser(account: Account): StreamchatUser {
  const { username, displayname, avatar, partnerStatus, badges, effect } = account
  const id = `streamchatuser:${username}`
  return { __typename: 'StreamchatUser', id, username, displayname, avatar, partnerStatus, badges, effect }
}

/** The sender of an event, with their role in this chat. The role that a client sends is ignored. */
export function serializeSender(from: Account, channel: Channel): Omit<SenderInfo, '__typename'> {
  return {
    subscribing: channel.subscribers.has(from),
    role: from.role,
    roomRole: roomRole(from, channel),
    sender: serializeChatUser(from),
  }
}
