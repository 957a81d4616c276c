import type { Child } from 'hono/jsx'
import { siteOf } from '../../accounts/site.js'
import { Alert } from '../../ui/notice.js'
import { Facts } from '../../ui/facts.js'
import { renderPage, type RenderedPage } from '../../ui/layout.js'
import { Pill } from '../../ui/pill.js'
import { Time } from '../../ui/time.js'
import type { KollusLiveWorld } from '../world.js'
import type { PlayerRefusal } from './codes.js'
import { isRefusal, type Opened } from './open.js'

interface PlayerView {
  readonly world: KollusLiveWorld
  readonly opened: Opened | PlayerRefusal
  /** The address of the playlist, for a URL with a token. */
  readonly playlist: string | null
}

/** What a player would be told, in the place of the vendor's player page. It has no picture: the playlist does. */
export function playerPage({ world, opened, playlist }: PlayerView): RenderedPage {
  const frame = { site: siteOf(world), now: world.clock.now(), isFramed: true }
  const isRefused = isRefusal(opened)
  const refused = isRefused && (opened.code === null ? 'Refused' : `Error ${opened.code}`)
  return renderPage(
    { ...frame, title: refused || 'Player' },
    <>
      <div>
        <p class="eyebrow">Player</p>
        <h1>{isRefused ? refused : (opened.title ?? opened.channel.settings.title)}</h1>
      </div>
      {isRefused ? <Alert>{opened.message}</Alert> : <Playing {...opened} playlist={playlist} />}
    </>,
  )
}

const Playing = ({
  channel,
  broadcast,
  clientUserId,
  chatter,
  opensUntil,
  playsUntil,
  playlist,
}: Opened & Pick<PlayerView, 'playlist'>) => {
  const rows: [label: string, value: Child][] = [
    ['State', <Pill tone="live">on air</Pill>],
    ['Channel', <code>{channel.key}</code>],
    ['Broadcast', <code>{broadcast.key}</code>],
    ['Viewer', clientUserId ?? 'none'],
    ['Chat', chatter ? `as ${chatter.name}${chatter.isAdministrator ? ', administrator' : ''}` : 'off'],
    ['Can be opened until', opensUntil === null ? 'no end' : <Time at={opensUntil} />],
    ['Plays until', playsUntil === null ? 'no end' : <Time at={playsUntil} />],
    ['Playlist', playlist === null ? 'needs a token' : <a href={playlist}>HLS</a>],
  ]
  return (
    <section class="card" aria-label="Playback">
      <Facts rows={rows} />
    </section>
  )
}
