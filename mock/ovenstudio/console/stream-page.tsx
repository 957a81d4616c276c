import type { Child } from 'hono/jsx'
import { Facts } from '../../ui/facts.js'
import { Time } from '../../ui/time.js'
import { isLive } from '../lifecycle.js'
import type { Stream } from '../state.js'
import { paths, renderTab, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface StreamView extends Frame {
  readonly stream: Stream
  /** Of the machine. */
  readonly hostname: string
  readonly isSigned: boolean
  /** The address to play, or null when there is no key to sign it with. */
  readonly edge: string | null
  /** When it ends, in epoch milliseconds; null when it does not. */
  readonly until: number | null
}

/** A stream and its *URLs*: where to publish to, and where to play it. Ports are not known, and so not shown (inferred). */
export function streamPage(view: StreamView): RenderedPage {
  const { stream, hostname, isSigned, edge, until, site } = view
  const path = `${stream.app}/${encodeURIComponent(stream.name)}`
  const srt = `srt://${hostname}?streamid=${encodeURIComponent(`srt://${hostname}/${path}`)}`
  const played: Child = edge === null ? 'There is no key to sign it with.' : <code>{edge}</code>
  return renderTab(
    'streams',
    view,
    stream.name,
    <>
      <section class="card" aria-labelledby="stream">
        <h2 id="stream">{stream.name}</h2>
        <Facts
          rows={[
            ['Kind', stream.kind === 'managed' ? 'Managed Stream' : 'Instant Stream'],
            ['Description', stream.description || '–'],
            ['Status', isLive(stream) ? 'Live' : 'Off air'],
          ]}
        />
      </section>
      <section class="card" aria-labelledby="urls">
        <h2 id="urls">URLs</h2>
        <Facts
          rows={[
            ['RTMP', <code>{`rtmp://${hostname}/${path}`}</code>],
            ['WebRTC', <code>{`wss://${hostname}/${path}?direction=send`}</code>],
            ['WHIP', <code>{`https://${hostname}/${path}?direction=whip`}</code>],
            ['SRT', <code>{srt}</code>],
            [isSigned ? 'Signed Edge URL' : 'Edge URL', played],
          ]}
        />
        {until !== null && edge !== null && (
          <div class="hint">
            <p>
              It works until <Time at={until} />. Reloading this page makes another one; this one works on until its
              end.
            </p>
          </div>
        )}
        <div class="actions">
          <a class="button" href={site.home + paths.streams}>
            Back to Streams
          </a>
        </div>
      </section>
    </>,
  )
}
