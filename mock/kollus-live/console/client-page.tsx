import { ClientFieldset } from '../../oauth/client-fields.js'
import type { ClientForm } from '../../oauth/register-client.js'
import { ConsoleForm } from '../../ui/console-form.js'
import { renderSettings, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

const redirect = {
  name: 'callback_url',
  label: 'Callback URL',
  about: 'Where users are sent with the authorization code. The redirect_uri of a request must be exactly this URL.',
}

interface ClientView extends Frame {
  readonly action: string
  readonly form: ClientForm
}

/** *Create New Client*: a name and a callback URL. */
export function clientPage(view: ClientView): RenderedPage {
  const { action, form, home, session } = view
  return renderSettings(
    view,
    'Create New Client',
    <ConsoleForm title="Create New Client" action={action} formToken={session.formToken} submit="Create" cancel={home}>
      <ClientFieldset form={form} redirect={redirect} />
    </ConsoleForm>,
  )
}
