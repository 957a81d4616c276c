/** Whether a policy's `resource` covers `url`: `*` matches any run of characters, also an empty one and slashes; `?` exactly one. */
export function covers(resource: string, url: string): boolean {
  let at = 0
  let inUrl = 0
  let star = -1
  let resumeAt = 0
  while (inUrl < url.length) {
    if (resource[at] === '*') {
      star = at++
      resumeAt = inUrl
    } else if (resource[at] === '?' || resource[at] === url[inUrl]) {
      at++
      inUrl++
    } else if (star >= 0) {
      // The last star matches one character more. Going back to earlier stars would find nothing new.
      at = star + 1
      inUrl = ++resumeAt
    } else {
      return false
    }
  }
  while (resource[at] === '*') at++
  return at === resource.length
}
