import { ClientFieldset } from '../../oauth/client-fields.js'
import type { ClientForm } from '../../oauth/register-client.js'
import { ConsoleForm } from '../../ui/console-form.js'
import { renderApps, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

const redirect = {
  name: 'redirect_uri',
  label: 'Redirect URI',
  about:
    'Where users are sent with the authorization code. Requests must use exactly this URI. Livepush does not document where it is registered: that it is here is a guess.',
}

interface NewAppView extends Frame {
  readonly action: string
  readonly form: ClientForm
}

/** *New App*: a name and a redirect URI. */
export function newAppPage(view: NewAppView): RenderedPage {
  const { action, form, home, session } = view
  return renderApps(
    view,
    'New App',
    <ConsoleForm title="New App" action={action} formToken={session.formToken} submit="Create App" cancel={home}>
      <ClientFieldset form={form} redirect={redirect} />
    </ConsoleForm>,
  )
}
