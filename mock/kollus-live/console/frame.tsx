import type { Child } from 'hono/jsx'
import { renderPage, type ConsoleFrame } from '../../ui/layout.js'

/** What every page of the console is given. */
export interface Frame extends ConsoleFrame {
  /** The path of the *Service account* tab. */
  readonly home: string
}

/** A page of Settings → Basic info, on its *Service account* tab. */
export function renderSettings(frame: Frame, title: string, content: Child): string {
  const { home, ...page } = frame
  return renderPage(
    { ...page, title },
    <>
      <div>
        <p class="eyebrow">Settings</p>
        <h1>Basic info</h1>
      </div>
      <nav class="tabs" aria-label="Basic info">
        <a href={home} aria-current="page">
          Service account
        </a>
      </nav>
      {content}
    </>,
  )
}
