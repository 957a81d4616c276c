import { driver } from './drive.js'

/** `onair mock reset`. */
export const reset = driver({
  name: 'reset',
  summary: 'Resets everything: state, time, random numbers, faults, callbacks and journal.',
  usage: '[options]',
  async run({ mock }) {
    await mock.reset()
    return { json: {}, text: 'The mock is reset.' }
  },
})
