/** What `promise` rejects with, to be looked at later than it happens; an error of its own where it does not reject. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  )
}
