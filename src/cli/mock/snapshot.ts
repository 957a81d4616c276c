import { printable } from '../../../mock/core/printable.js'
import { writeState } from '../serve/state-file.js'
import { driver } from './drive.js'

/** `onair mock snapshot`. */
export const snapshot = driver({
  name: 'snapshot',
  summary: 'Writes the whole state of the mock to a file, or prints it. It contains tokens.',
  usage: '[<file>] [options]',
  positionals: { most: 1 },
  async run({ mock, words: [file] }) {
    const state = await mock.snapshot()
    if (file === undefined) return { json: state, text: JSON.stringify(state) }
    await writeState(file, state)
    return {
      json: { file },
      text: printable(`The snapshot is in ${file}. Restore it with: onair mock restore ${file}`),
    }
  },
})
