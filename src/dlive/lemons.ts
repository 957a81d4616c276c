import { UsageError } from '../errors/index.js'
import type { DonationType } from '../../generated/dlive/graphql.js'

/** Decimal places of a lemon: money is a whole number of hundred-thousandths of it. Three public clients agree. */
const PLACES = 5

/**
 * An amount of money (`totalReward`, `balance`, a chest's `value`) in lemons, as exact decimal text: `'150000'` is `'1.5'`. Throws
 * a `UsageError` if it is not a whole number in text: a JavaScript number may have lost its last digits.
 *
 * @example
 * lemons('150000') // '1.5'
 */
export function lemons(amount: string): string {
  const [, sign, digits] = (typeof amount === 'string' && /^(-?)(\d+)$/.exec(amount)) || []
  if (digits === undefined)
    throw new UsageError("lemons() takes an amount as DLive writes it, a whole number in text such as '150000'.")
  const padded = digits.replace(/^0+/, '').padStart(PLACES + 1, '0')
  const fraction = padded.slice(-PLACES).replace(/0+$/, '')
  const text = `${padded.slice(0, -PLACES)}${fraction && `.${fraction}`}`
  return text === '0' ? text : `${sign}${text}`
}

/** The value of one gift in lemons (clients). Others are unknown. */
const WORTH: Partial<Record<DonationType, bigint>> = {
  LEMON: 1n,
  ICE_CREAM: 10n,
  DIAMOND: 100n,
  NINJAGHINI: 1_000n,
  NINJET: 10_000n,
}

/**
 * The value of a gift in chat, in lemons, as exact text: its `amount` is a count of gifts. Undefined for a kind of unknown value. Throws a
 * `UsageError` if `amount` is not a whole number as a string.
 */
export function giftLemons({ gift, amount }: { readonly gift: string; readonly amount: string }): string | undefined {
  if (typeof amount !== 'string' || !/^\d+$/.test(amount))
    throw new UsageError("giftLemons() takes an unchanged gift: its amount is a whole number in text such as '3'.")
  const worth = Object.hasOwn(WORTH, gift) ? WORTH[gift as DonationType] : undefined
  return worth === undefined ? undefined : String(BigInt(amount) * worth)
}
