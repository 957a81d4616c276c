import { brandClass } from '../../ui/brand.js'
import { Mark } from '../../ui/mark.js'
import { DataTable } from '../../ui/table.js'
import { Pill } from '../../ui/pill.js'
import type { Broadcast } from './broadcasts.js'
import { CallbackOutcomes } from './callback-outcomes.js'
import { Card } from './card.js'
import { Moment, OnAir } from './labels.js'
import { at, type MockView } from './mock-view.js'

interface LiveProps {
  readonly view: MockView
  readonly broadcasts: readonly Broadcast[]
  readonly hasPlayer: boolean
}

/** What is on air with its picture, who watches, and what the receivers of callbacks answered. */
export const LivePage = ({ view, broadcasts, hasPlayer }: LiveProps) => (
  <>
    <div
      id="pictures"
      class="pictures"
      data-live
      data-version={broadcasts.map(({ id, since }) => `${id} ${since}`).join()}
    >
      {broadcasts.length === 0 && (
        <p class="empty">Nothing is on air. Publish to a stream: each provider's page has a button for it.</p>
      )}
      {broadcasts.map((one) => (
        <section class={`card picture ${brandClass(one.brand) ?? ''}`} aria-labelledby={`${one.id}-title`}>
          <div class="heading">
            <h2 id={`${one.id}-title`}>
              <Mark brand={one.brand} /> {one.title}
            </h2>
            <OnAir isOnAir />
          </div>
          {one.playlist === null ? (
            <p class="empty">{one.provider}'s mock has no picture.</p>
          ) : (
            <video
              src={one.playlist}
              data-playlist={one.playlist}
              aria-label={`Picture of ${one.title}`}
              controls
              muted
              playsinline
              preload="none"
            />
          )}
          <p class="quiet">
            {one.provider}
            {one.since !== undefined && (
              <>
                , since <Moment at={one.since} />
              </>
            )}
          </p>
        </section>
      ))}
    </div>
    {!hasPlayer && broadcasts.some(({ playlist }) => playlist !== null) && (
      <p class="hint">
        For the picture in every browser, run <code>npm install --save-dev hls.js</code> where the mock was started.
      </p>
    )}
    <Card id="viewers" title="Viewers">
      <div id="viewers-list" data-live>
        <DataTable
          label="Viewers"
          columns={['Stream', 'Viewer', 'Since', 'Session']}
          empty="No one watches."
          rows={broadcasts.flatMap(({ title, viewers }) =>
            viewers.map(({ name, since, note }) => [
              title,
              name,
              <Moment at={since} />,
              note ? <Pill>{note}</Pill> : '',
            ]),
          )}
        />
      </div>
    </Card>
    <Card id="said" title="Callbacks" aside={<a href={at(view, 'callbacks')}>All callbacks</a>}>
      <div id="said-list" data-live>
        <CallbackOutcomes view={view} />
      </div>
    </Card>
  </>
)
