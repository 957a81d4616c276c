import { parseOptions, unknown, type Command } from './command.js'
import { candidates } from './completion/candidates.js'
import { scripts } from './completion/scripts.js'

const help = `Prints a script for a shell. It completes commands, options, providers and operations.

Usage: onair completion <shell>

Shells: ${Object.keys(scripts).join(', ')}

  bash   echo 'eval "$(onair completion bash)"' >> ~/.bashrc
  zsh    echo 'eval "$(onair completion zsh)"' >> ~/.zshrc
  fish   onair completion fish > ~/.config/fish/completions/onair.fish

The script runs "onair completion -- <words>" for candidates: each line is a word, a tab and a description.

Options:
  --help   Show this help
`

/** The command that completes the words of `root`. */
export function completion(root: Pick<Command, 'help' | 'find'>): Command {
  const complete: Command = {
    help: null,
    async run(words, terminal) {
      const found = await candidates(root, words)
      if (found.length > 0) terminal.print(found.map(({ word, note }) => `${word}\t${note}`).join('\n'))
      return 0
    },
  }
  return {
    help,
    find: async ([first, ...words]) => (first === '--' ? [complete, words] : undefined),
    async run(words, terminal) {
      const {
        words: [shell = ''],
      } = parseOptions('completion', words, {}, { least: 1, most: 1, usage: '<shell>' })
      if (!Object.hasOwn(scripts, shell)) throw unknown('completion for', shell, Object.keys(scripts))
      terminal.print(scripts[shell]!)
      return 0
    },
  }
}
