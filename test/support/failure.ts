/** The value that `promise` rejects with, to check it later. An own error if it does not reject. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  )
}
