import type { RegisteredClient } from '../../oauth/clients.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { renderApps, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ManageAppView extends Frame {
  readonly app: RegisteredClient
}

/** *Manage App*: the credentials of an application. */
export function manageAppPage(view: ManageAppView): RenderedPage {
  const { app, home } = view
  return renderApps(
    view,
    'Manage App',
    <section class="card" aria-labelledby="app">
      <h2 id="app">Manage App</h2>
      <Facts
        rows={[
          ['Name', app.name],
          ['Client ID', <Copied value={app.id} label="Client ID" />],
          ['Client Secret', <Copied value={app.secret} label="Client Secret" />],
          ['Redirect URI', app.redirectUris.map((uri) => <Copied value={uri} label="Redirect URI" />)],
        ]}
      />
      <div class="actions">
        <a class="button" href={home}>
          Back to Apps
        </a>
      </div>
    </section>,
  )
}
