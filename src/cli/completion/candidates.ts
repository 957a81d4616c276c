import type { Command } from '../command.js'
import { readHelp, type Candidate } from './help-text.js'

/**
 * The candidates for the last word, which may be empty or incomplete. The shell leaves out those that begin
 * otherwise. Empty if the shell should complete a file, or nothing.
 */
export async function candidates(
  root: Pick<Command, 'help' | 'find'>,
  words: readonly string[],
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? ''
  const found = await commandOf(root, words.slice(0, -1))
  if (!found) return []
  const { names, options } = readHelp(found.help)
  const optionOf = (word: string | undefined) => options.find((one) => one.word === word)
  const before = optionOf(found.rest.at(-1))
  if (before?.takesValue) return before.values.map((word) => ({ word, note: '' }))
  const isNamed = found.rest.some(
    (word, at) => !word.startsWith('-') && !(at > 0 && optionOf(found.rest[at - 1])?.takesValue),
  )
  return current.startsWith('-') || isNamed || names.length === 0 ? options : names
}

/** The help of the command that the words lead to, and the words that are left for it. */
async function commandOf(root: Pick<Command, 'help' | 'find'>, words: readonly string[]) {
  let [command, rest] = [root, words]
  try {
    for (let below; (below = await command.find?.(rest));) [command, rest] = below
  } catch {
    // A name that does not exist.
    return undefined
  }
  return command.help === null ? undefined : { help: command.help, rest }
}
