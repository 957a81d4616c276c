import { Pill } from '../../ui/pill.js'
import type { CallbackAttempt } from '../../core/callbacks.js'
import { momentText } from './moment.js'

/** A moment of the mock's time in UTC, to the second. */
export const Moment = ({ at: ms }: { at: number }) => (
  <time datetime={new Date(ms).toISOString()}>{momentText(ms)}</time>
)

/** An HTTP status, in the color of its class. 0 is a call without a response. */
export const HttpStatus = ({ status }: { status: number }) => (
  <Pill tone={status === 0 || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'}>
    {status === 0 ? 'cut' : String(status)}
  </Pill>
)

/** Whether something is on air. */
export const OnAir = ({ isOnAir }: { isOnAir: boolean }) => (
  <Pill tone={isOnAir ? 'live' : undefined}>{isOnAir ? 'on air' : 'off air'}</Pill>
)

/** The result of an attempt to send a callback, and what its reply said. */
export const CallbackResult = ({ attempt: { result, said } }: { attempt: CallbackAttempt }) => (
  <>
    {'status' in result ? (
      <Pill tone={result.status < 300 ? 'good' : 'bad'}>{String(result.status)}</Pill>
    ) : (
      <Pill tone="bad">{result.error}</Pill>
    )}{' '}
    {said}
  </>
)
