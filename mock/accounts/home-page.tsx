import { Facts } from '../ui/facts.js'
import { renderPage, type ConsoleFrame, type RenderedPage } from '../ui/layout.js'
import { Table } from '../ui/table.js'

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
      <section class="card" aria-labelledby="clients">
        <h2 id="clients">Applications</h2>
        <Table
          label="Applications"
          columns={['Name', 'Client ID', 'Client secret', 'Redirect URIs']}
          rows={clients.map(({ name, id, secret, redirectUris }) => [
            name,
            <code>{id}</code>,
            <code>{secret}</code>,
            <code class="wrap">{redirectUris.join(' ')}</code>,
          ])}
          empty="You have no applications. Name one in the seed of the mock."
        />
      </section>
    </>,
  )
