import type { Child } from 'hono/jsx'
import { renderPage, type ConsoleFrame } from '../../ui/layout.js'

/** What every page of the console is given. */
export interface Frame extends ConsoleFrame {
  /** The path of the list of applications. */
  readonly home: string
}

/** A page for developers. */
export function renderDevelopers(frame: Frame, title: string, content: Child): string {
  const { home, ...page } = frame
  return renderPage(
    { ...page, title },
    <>
      <h1>Developers</h1>
      <nav class="tabs" aria-label="Developers">
        <a href={home} aria-current="page">
          Applications
        </a>
      </nav>
      {content}
    </>,
  )
}
