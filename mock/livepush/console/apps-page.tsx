import { NoApplications, type OthersApplication } from '../../accounts/no-applications.js'
import type { RegisteredClient } from '../../oauth/clients.js'
import { Copied } from '../../ui/copied.js'
import { Alert, Notice } from '../../ui/notice.js'
import { DataTable } from '../../ui/table.js'
import { renderApps, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface AppsView extends Frame {
  readonly apps: readonly RegisteredClient[]
  readonly others: OthersApplication | undefined
  /** The id of the app that was just created. */
  readonly created: string | null
  /** Whether the requested app does not exist or belongs to another user. */
  readonly isMissing: boolean
  readonly newApp: string
}

/** The *Apps* tab: the apps, each with a link to its credentials. */
export function appsPage(view: AppsView): RenderedPage {
  const { home, apps, others, created, isMissing, newApp } = view
  const app = apps.find(({ id }) => id === created)
  return renderApps(
    view,
    'Apps',
    <>
      {isMissing && <Alert>You have no such app.</Alert>}
      {app && (
        <Notice title="App created">
          <p>
            <strong>{app.name}</strong> can sign users in. <em>Manage App</em> shows its Client ID and its Client
            Secret.
          </p>
        </Notice>
      )}
      <section class="card" aria-labelledby="apps">
        <div class="heading">
          <h2 id="apps">Apps</h2>
          <a class="button" href={newApp}>
            New App
          </a>
        </div>
        <DataTable
          label="Apps"
          columns={['Name', 'Manage', 'Client ID']}
          rows={apps.map(({ id, name }) => [
            name,
            <a href={`${home}/${id}`} aria-label={`Manage App ${name}`}>
              Manage App
            </a>,
            <Copied value={id} label={`Client ID of ${name}`} />,
          ])}
          empty={<NoApplications others={others}>You have not created any apps.</NoApplications>}
        />
      </section>
    </>,
  )
}
