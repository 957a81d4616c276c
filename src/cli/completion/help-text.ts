/** A word that can be typed. */
export interface Candidate {
  readonly word: string
  readonly note: string
}

/** The words of a command, from its help text. Completion offers the words that help shows, so that there is only one list. */
export interface HelpText {
  /** Words that can come first: commands, operations, providers. */
  readonly names: readonly Candidate[]
  readonly options: readonly Option[]
}

interface Option extends Candidate {
  readonly takesValue: boolean
  /** The values that it may have, if they are listed: `<on|off>`. */
  readonly values: readonly string[]
}

/** Reads a help text. */
export function readHelp(help: string): HelpText {
  const names: Candidate[] = []
  const options: Option[] = []
  let isList = false
  for (const line of help.split('\n')) {
    const [, listed] = /^(?:Providers|Shells): (.*)$/.exec(line) ?? []
    if (listed !== undefined) names.push(...listed.split(', ').map((word) => ({ word, note: '' })))
    if (/^\S/.test(line)) isList = /^(Commands|Operations|Documents)\b.*:$/.test(line)
    const [, name, summary = ''] = /^ {2}([A-Za-z][\w-]*)(?: +(.*))?$/.exec(line) ?? []
    if (isList && name !== undefined) names.push({ word: name, note: summary })
    const [, flags, note = ''] = /^ {2}((?:-\w, )?--(?:\S| (?! ))*)(?: {2,}(.*))?$/.exec(line) ?? []
    if (flags === undefined) continue
    const [, value] = /<(.*)>/.exec(flags) ?? []
    const values = value?.includes('|') ? value.split('|') : []
    for (const [word] of flags.matchAll(/--[\w-]+/g))
      options.push({ word, note, takesValue: value !== undefined, values })
  }
  return { names, options }
}
