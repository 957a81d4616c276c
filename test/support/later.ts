/** A response that comes when told. */
export const later = () => {
  let answer!: (response: Response) => void
  const promise = new Promise<Response>((resolve) => (answer = resolve))
  return { promise, answer }
}
