/**
 * The name most similar to `wanted`, for "did you mean". Undefined if more than half of every name differs. A name that begins with
 * `wanted` always counts as similar.
 */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  let best = wanted.length > 1 ? names.find((name) => name.toLowerCase().startsWith(wanted.toLowerCase())) : undefined
  let least = best === undefined ? Math.max(wanted.length, 2) / 2 + 0.5 : 1
  for (const name of names) {
    const edits = distance(wanted.toLowerCase(), name.toLowerCase())
    if (edits < least) [best, least] = [name, edits]
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbors between `a` and `b` (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1, isSwap ? before[j - 2]! + 1 : Infinity))
    }
    before = row
    row = next
  }
  return row[b.length]!
}
