import { driver } from './drive.js'

/** `onair mock sandboxes`. */
export const sandboxes = driver({
  name: 'sandboxes',
  summary: 'Lists the sandboxes. A request below /t/<name>/ creates one.',
  usage: '[options]',
  async run({ root }) {
    const names = await root.sandboxes()
    return { json: names, text: names.join('\n') }
  },
})
