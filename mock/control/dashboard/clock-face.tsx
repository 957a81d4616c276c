import type { MockClock } from '../../core/time/clock.js'
import { Pill } from '../../ui/pill.js'
import { momentText } from './moment.js'

/** The mock's time, and whether it runs. The script updates it every second. */
export const ClockFace = ({ clock }: { clock: MockClock }) => {
  const now = clock.now()
  const ticks = clock.speed > 0
  const state = clock.isFrozen ? 'frozen' : ticks ? 'running' : 'moves only when advanced'
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
