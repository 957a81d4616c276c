import { onAbort } from '../on-abort.js'

/** `promise`, or a rejection with the signal's reason as soon as it aborts. What `promise` stands for goes on regardless. */
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
