import { Facts } from '../ui/facts.js'
import type { ConsoleFrame } from '../ui/console-frame.js'
import { renderPage, type RenderedPage } from '../ui/layout.js'

/** An application of the user. */
interface Application {
  readonly name: string
  readonly id: string
  readonly secret: string
  readonly redirectUris: readonly string[]
}

/** Who is logged in, and what their applications sign in with. */
export const homePage = (frame: ConsoleFrame, clients: readonly Application[]): RenderedPage =>
  renderPage(
    { ...frame, title: 'Console' },
    <>
      <h1>Console</h1>
      <section class="card" aria-labelledby="account">
        <h2 id="account">Account</h2>
        <Facts rows={[['Name', frame.session.account]]} />
      </section>
      {clients.length === 0 && <p class="empty">You have no applications. Name one in the seed of the mock.</p>}
      {clients.map(({ name, id, secret, redirectUris }) => (
        <section class="card" aria-labelledby={`client-${id}`}>
          <h2 id={`client-${id}`}>{name}</h2>
          <Facts
            rows={[
              ['Client ID', <code>{id}</code>],
              ['Client secret', <code>{secret}</code>],
              ['Redirect URIs', <code>{redirectUris.join(' ')}</code>],
            ]}
          />
        </section>
      ))}
    </>,
  )
