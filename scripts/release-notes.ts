/** The version that `asked` (`major`, `minor`, `patch`, or a version above `current`) leads to. Throws an `Error` that says what may be asked. */
export function nextVersion(current: string, asked: string): string {
  const [major, minor, patch] = numbers(current)
  const steps: Readonly<Record<string, string>> = {
    major: `${major + 1}.0.0`,
    minor: `${major}.${minor + 1}.0`,
    patch: `${major}.${minor}.${patch + 1}`,
  }
  const next = steps[asked] ?? asked
  if (!/^\d+\.\d+\.\d+$/.test(next))
    throw new Error(`"${asked}" is not major, minor, patch or a version such as 1.2.3.`)
  const [a, b] = [numbers(next), numbers(current)]
  const difference = a.map((number, i) => number - b[i]!).find((one) => one !== 0) ?? 0
  if (difference <= 0) throw new Error(`${next} is not above the present version, ${current}.`)
  return next
}

const numbers = (version: string): [number, number, number] =>
  version.split('.').map(Number) as [number, number, number]

/** The changelog with an empty *Unreleased*, and what was under it under the version and its date (UTC). Throws if that is nothing. */
export function releaseNotes(changelog: string, version: string, date: Date): string {
  const [heading] = /^## Unreleased *$/m.exec(changelog) ?? []
  if (heading === undefined) throw new Error('CHANGELOG.md has no section "## Unreleased".')
  const [before = '', after = ''] = changelog.split(heading)
  const notes = after.split(/^## /m)[0]!.trim()
  if (notes === '') throw new Error('CHANGELOG.md has nothing under "## Unreleased": say what has changed.')
  return `${before}## Unreleased\n\n## ${version} - ${date.toISOString().slice(0, 10)}${after}`
}
