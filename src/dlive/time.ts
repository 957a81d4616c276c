import { UsageError } from '../errors/index.js'

/** The time of a chat event. `date` is cut to the millisecond. `ns`, epoch nanoseconds, is exact and gives the order of messages. */
export interface ChatTime {
  readonly date: Date
  readonly ns: bigint
}

/**
 * Parses the `createdAt` of a chat event: epoch nanoseconds as text of 19 digits, which a JavaScript number cannot hold. Throws a
 * `UsageError` for any other value, such as the milliseconds of other types. https://docs.dlive.tv/api/api/subscription-web-socket
 */
export function chatTime(createdAt: string): ChatTime {
  if (typeof createdAt !== 'string' || !/^[1-9]\d{18}$/.test(createdAt)) {
    throw new UsageError(
      'chatTime() takes the unchanged createdAt of a chat event: 19 digits in text. For other times, in milliseconds, use entityTime().',
    )
  }
  const ns = BigInt(createdAt)
  return { date: new Date(Number(ns / 1_000_000n)), ns }
}

/**
 * Parses a time that is not of a chat event (`createdAt`, `lastStreamedAt`, `expireAt`, `endTime`): epoch milliseconds as text. Throws a
 * `UsageError` for any other value, such as the nanoseconds of chat.
 */
export function entityTime(milliseconds: string): Date {
  if (typeof milliseconds !== 'string' || !/^\d{1,15}$/.test(milliseconds)) {
    throw new UsageError(
      'entityTime() takes epoch milliseconds in text, 13 digits at present. For the nanoseconds of chat, 19 digits, use chatTime().',
    )
  }
  return new Date(Number(milliseconds))
}
