/** Whether two texts are the same. Takes the same time for every `given` of the same length, so that it tells nothing of `expected`. */
export function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let at = 0; at < expected.length; at++) difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
