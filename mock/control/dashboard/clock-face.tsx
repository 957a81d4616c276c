import type { MockClock } from '../../core/time/clock.js'
import { Pill } from '../../ui/pill.js'
import { momentText } from './moment.js'

/** The time, whether it passes, and how. The script lets it tick. */
export const ClockFace = ({ clock }: { clock: MockClock }) => {
  const now = clock.now()
  const ticks = clock.speed > 0
  const state = clock.isFrozen ? 'frozen' : ticks ? 'running' : 'stands still until it is advanced'
  return (
    <p class="clock">
      <time
        datetime={new Date(now).toISOString()}
        data-now={ticks ? String(now) : undefined}
        data-tick={ticks ? String(clock.speed) : undefined}
      >
        {momentText(now)}
      </time>{' '}
      <span class="quiet">UTC</span> <Pill tone={ticks ? 'good' : 'warn'}>{state}</Pill>
    </p>
  )
}
