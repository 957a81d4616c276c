import type { Child } from 'hono/jsx'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { Pill } from '../../ui/pill.js'
import { Time } from '../../ui/time.js'
import { isLive } from '../lifecycle.js'
import type { Stream } from '../state.js'
import { paths, renderTab, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface StreamView extends Frame {
  readonly stream: Stream
  /** The host name of the machine. */
  readonly hostname: string
  readonly isSigned: boolean
  /** The playback URL. Null if there is no key to sign it. */
  readonly edge: string | null
  /** The expiry of the playback URL, in epoch milliseconds. Null if it does not expire. */
  readonly until: number | null
}

/** A stream with its *URLs* for publishing and playback. The URLs have no ports, because they are not known (inferred). */
export function streamPage(view: StreamView): RenderedPage {
  const { stream, hostname, isSigned, edge, until, site } = view
  const path = `${stream.app}/${encodeURIComponent(stream.name)}`
  const srt = `srt://${hostname}?streamid=${encodeURIComponent(`srt://${hostname}/${path}`)}`
  const played: Child = edge === null ? 'There is no key to sign the URL.' : <Copied value={edge} label="Edge URL" />
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
            ['Status', isLive(stream) ? <Pill tone="live">Live</Pill> : <Pill>Off air</Pill>],
          ]}
        />
      </section>
      <section class="card" aria-labelledby="urls">
        <h2 id="urls">URLs</h2>
        <Facts
          rows={[
            ['RTMP', <Copied value={`rtmp://${hostname}/${path}`} label="RTMP URL" />],
            ['WebRTC', <Copied value={`wss://${hostname}/${path}?direction=send`} label="WebRTC URL" />],
            ['WHIP', <Copied value={`https://${hostname}/${path}?direction=whip`} label="WHIP URL" />],
            ['SRT', <Copied value={srt} label="SRT URL" />],
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
