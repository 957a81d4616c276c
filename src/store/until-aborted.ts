import { onAbort } from '../on-abort.js'

/** Waits for `promise`. Rejects with the signal's reason as soon as it aborts; the work behind `promise` continues. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  let remove: (() => void) | undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    else remove = onAbort(signal, () => reject(signal.reason))
  })
  try {
    return await Promise.race([aborted, promise])
  } finally {
    remove?.()
  }
}
