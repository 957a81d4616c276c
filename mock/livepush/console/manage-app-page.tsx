import type { Client } from '../../oauth/clients.js'
import { Facts } from '../../ui/facts.js'
import { renderApps, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ManageAppView extends Frame {
  readonly app: Client
}

/** *Manage App*: what an application needs to sign users in. */
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
          ['Client ID', <code>{app.id}</code>],
          ['Client Secret', <code>{app.secret}</code>],
          ['Redirect URI', <code>{app.redirectUris.join(' ')}</code>],
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
