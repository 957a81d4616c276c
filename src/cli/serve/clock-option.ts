import { UsageError } from '../../errors/on-air-error.js'
import { unknown } from '../command.js'
import type { MockOptions } from '../../../mock/index.js'

const modes = ['system', 'manual', 'jump'] as const

/** The clock that `--clock` describes, its parts in any order: a mode, an instant, a speed such as `x60`. Default: the machine's. */
export function readClock(text: string): NonNullable<MockOptions['clock']> {
  const clock: { mode: (typeof modes)[number]; start?: Date; speed?: number } = { mode: 'system' }
  for (const part of text.split(',').map((one) => one.trim())) {
    const mode = modes.find((one) => one === part)
    const [, speed] = /^x(\d+(?:\.\d+)?)$/.exec(part) ?? []
    if (mode) clock.mode = mode
    else if (speed !== undefined && Number(speed) > 0) clock.speed = Number(speed)
    else if (/^\d{4}-\d\d-\d\d/.test(part) && !Number.isNaN(Date.parse(part))) clock.start = new Date(part)
    else
      throw unknown(
        'clock',
        part,
        modes,
        'Give system, manual or jump, an instant such as 2026-02-28T12:00Z, a speed such as x60.',
      )
  }
  if (clock.speed !== undefined && clock.mode !== 'system') {
    throw new UsageError(`A speed such as x${clock.speed} is for the clock system: the others do not run.`)
  }
  return clock
}
