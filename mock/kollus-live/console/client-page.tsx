import { ConsoleForm } from '../../ui/console-form.js'
import { TextField } from '../../ui/field.js'
import { renderSettings, type Frame } from './frame.js'

/** What stands in the form: nothing at first, what was sent when it was refused. */
export interface ClientForm {
  readonly name: string
  readonly callbackUrl: string
  readonly errors?: { readonly name?: string; readonly callbackUrl?: string } | undefined
}

interface ClientView extends Frame {
  readonly action: string
  readonly form: ClientForm
}

/** *Create New Client*: a name and a callback URL. */
export function clientPage(view: ClientView): string {
  const { action, form, home, session } = view
  return renderSettings(
    view,
    'Create New Client',
    <ConsoleForm title="Create New Client" action={action} formToken={session.formToken} submit="Create" cancel={home}>
      <TextField
        name="name"
        label="Name"
        value={form.name}
        about="Users see it when they are asked for permission."
        error={form.errors?.name}
        autocomplete="off"
        autofocus={!form.errors}
      />
      <TextField
        name="callback_url"
        label="Callback URL"
        type="url"
        value={form.callbackUrl}
        about="Where users are sent with the authorization code. The redirect_uri of a request must be the same, to the letter."
        error={form.errors?.callbackUrl}
        autocomplete="off"
      />
    </ConsoleForm>,
  )
}
