import { printable } from '../../../mock/core/printable.js'
import { milliseconds } from '../../../mock/core/time/duration.js'
import { quoted } from '../../../mock/core/quoted.js'
import { UsageError } from '../../errors/on-air-error.js'
import { driver } from './drive.js'

/** `onair mock clock`: reads and moves the mock's time. */
export const clock = driver({
  name: 'clock',
  summary: 'Shows the time of the mock and its next events; moves its time forward, or stops it.',
  usage: '[+<duration> | freeze | resume] [options]',
  examples: `onair mock clock +31d      fires what falls due, in order
onair mock clock freeze    time stands still until it is advanced or resumed`,
  positionals: { most: 1 },
  async run({ mock, words: [word] }) {
    if (word === undefined) {
      const [now, scheduled] = await Promise.all([mock.clock.now(), mock.clock.scheduled()])
      return { json: { now, scheduled }, text: [iso(now), ...scheduled.map(eventLine)].join('\n') }
    }
    if (word === 'freeze' || word === 'resume') {
      await mock.clock[word]()
      const now = await mock.clock.now()
      return { json: { now }, text: iso(now) }
    }
    const fired = await mock.clock.advance(readAdvance(word))
    const now = await mock.clock.now()
    return { json: { now, fired }, text: [...fired.map(eventLine), iso(now)].join('\n') }
  },
})

function readAdvance(word: string): string {
  try {
    if (!word.startsWith('+'))
      throw new RangeError(`${quoted(word)} is not a time to move by: give +31d, freeze or resume.`)
    milliseconds(word.slice(1))
    return word.slice(1)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

const iso = (at: number): string => new Date(at).toISOString()

const eventLine = ({ at, kind, data }: { readonly at: number; readonly kind: string; readonly data: unknown }) =>
  printable(`${iso(at)}  ${kind}  ${JSON.stringify(data) ?? ''}`.trimEnd())
