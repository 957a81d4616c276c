import { Copied } from '../ui/copied.js'
import { Facts } from '../ui/facts.js'
import type { ConsoleFrame } from '../ui/console-frame.js'
import { renderPage, type RenderedPage } from '../ui/layout.js'
import { NoApplications, type OthersApplication } from './no-applications.js'

/** An application of the user. */
interface UserApplication {
  readonly name: string
  readonly id: string
  readonly secret: string
  readonly redirectUris: readonly string[]
}

/** The page with the logged-in account and the credentials of its applications. */
export const homePage = (
  frame: ConsoleFrame,
  clients: readonly UserApplication[],
  others: OthersApplication | undefined,
): RenderedPage =>
  renderPage(
    { ...frame, title: 'Console' },
    <>
      <h1>Console</h1>
      <section class="card" aria-labelledby="account">
        <h2 id="account">Account</h2>
        <Facts rows={[['Name', frame.session.account]]} />
      </section>
      {clients.length === 0 && (
        <div class="empty">
          <NoApplications others={others}>You have no applications. Name one in the seed of the mock.</NoApplications>
        </div>
      )}
      {clients.map(({ name, id, secret, redirectUris }) => (
        <section class="card" aria-labelledby={`client-${id}`}>
          <h2 id={`client-${id}`}>{name}</h2>
          <Facts
            rows={[
              ['Client ID', <Copied value={id} label="Client ID" />],
              ['Client secret', <Copied value={secret} label="Client secret" />],
              ['Redirect URIs', redirectUris.map((uri) => <Copied value={uri} label="Redirect URI" />)],
            ]}
          />
        </section>
      ))}
    </>,
  )
