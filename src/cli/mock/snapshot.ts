import { printable } from '../../../mock/core/printable.js'
import { writeState } from '../serve/state-file.js'
import { driver } from './drive.js'

/** `onair mock snapshot`. */
export const snapshot = driver({
  name: 'snapshot',
  summary: 'Writes all that the mock knows to a file, or prints it. Its tokens are in it.',
  usage: '[<file>] [options]',
  positionals: { most: 1 },
  async run({ mock, words: [file] }) {
    const state = await mock.snapshot()
    if (file === undefined) return { json: state, text: JSON.stringify(state) }
    await writeState(file, state)
    return { json: { file }, text: printable(`It is in ${file}. onair mock restore ${file} goes on from there.`) }
  },
})
