import type { Child } from 'hono/jsx'
import { renderPage, type ConsoleFrame } from '../../ui/layout.js'

/** What every page of the console is given. */
export interface Frame extends ConsoleFrame {
  /** The path of the *Apps* tab. */
  readonly home: string
}

/** A page of the Developer Console, on its *Apps* tab. */
export function renderApps(frame: Frame, title: string, content: Child): string {
  const { home, ...page } = frame
  return renderPage(
    { ...page, title },
    <>
      <h1>Developer Console</h1>
      <nav class="tabs" aria-label="Developer Console">
        <a href={home} aria-current="page">
          Apps
        </a>
      </nav>
      {content}
    </>,
  )
}
