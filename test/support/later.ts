/** A response that resolves on command. */
export const later = () => {
  let answer!: (response: Response) => void
  const promise = new Promise<Response>((resolve) => (answer = resolve))
  return { promise, answer }
}
