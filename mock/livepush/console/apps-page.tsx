import type { Client } from '../../oauth/clients.js'
import { Table } from '../../ui/table.js'
import { renderApps, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface AppsView extends Frame {
  readonly apps: readonly Client[]
  /** The id of the app that was made just before, shown this once. */
  readonly created: string | null
  /** Whether the app that was asked for does not exist, or is another user's. */
  readonly isMissing: boolean
  readonly newApp: string
}

/** The *Apps* tab: the apps, each with the way to its credentials. */
export function appsPage(view: AppsView): RenderedPage {
  const { home, apps, created, isMissing, newApp } = view
  const app = apps.find(({ id }) => id === created)
  return renderApps(
    view,
    'Apps',
    <>
      {isMissing && (
        <p class="alert" role="alert">
          You have no such app.
        </p>
      )}
      {app && (
        <section class="notice" aria-labelledby="created">
          <h2 id="created">App created</h2>
          <p>
            <strong>{app.name}</strong> can sign users in. <em>Manage App</em> shows its Client ID and its Client
            Secret.
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="apps">
        <div class="heading">
          <h2 id="apps">Apps</h2>
          <a class="button" href={newApp}>
            New App
          </a>
        </div>
        <Table
          label="Apps"
          columns={['Name', 'Manage', 'Client ID']}
          rows={apps.map(({ id, name }) => [
            name,
            <a href={`${home}/${id}`} aria-label={`Manage App ${name}`}>
              Manage App
            </a>,
            <code>{id}</code>,
          ])}
          empty="You have not created any apps."
        />
      </section>
    </>,
  )
}
