import { UsageError } from '../errors/index.js'

/** A moment in chat. `date` is cut to the millisecond; `ns`, epoch nanoseconds, is exact and tells the order of messages. */
export interface ChatTime {
  readonly date: Date
  readonly ns: bigint
}

/**
 * The `createdAt` of a chat event: epoch nanoseconds in text, 19 digits, more than a number of JavaScript holds. Throws a
 * `UsageError` for anything else, the milliseconds of other types among it. https://docs.dlive.tv/api/api/subscription-web-socket
 */
export function chatTime(createdAt: string): ChatTime {
  if (typeof createdAt !== 'string' || !/^[1-9]\d{18}$/.test(createdAt)) {
    throw new UsageError(
      'chatTime() takes the createdAt of a chat event as it came: 19 digits in text. Times of everything else are milliseconds: entityTime().',
    )
  }
  const ns = BigInt(createdAt)
  return { date: new Date(Number(ns / 1_000_000n)), ns }
}

/**
 * A time of anything but a chat event (`createdAt`, `lastStreamedAt`, `expireAt`, `endTime`): epoch milliseconds in text. Throws a
 * `UsageError` for anything else, the nanoseconds of chat among it.
 */
export function entityTime(milliseconds: string): Date {
  if (typeof milliseconds !== 'string' || !/^\d{1,15}$/.test(milliseconds)) {
    throw new UsageError(
      'entityTime() takes epoch milliseconds in text, 13 digits these days. 19 digits are the nanoseconds of chat: chatTime().',
    )
  }
  return new Date(Number(milliseconds))
}
