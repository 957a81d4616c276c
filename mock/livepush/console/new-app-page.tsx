import { ConsoleForm } from '../../ui/console-form.js'
import { TextField } from '../../ui/field.js'
import { renderApps, type Frame } from './frame.js'

/** What stands in the form: nothing at first, what was sent when it was refused. */
export interface AppForm {
  readonly name: string
  readonly redirectUri: string
  readonly errors?: { readonly name?: string; readonly redirectUri?: string } | undefined
}

interface NewAppView extends Frame {
  readonly action: string
  readonly form: AppForm
}

/** *New App*: a name and a redirect URI. */
export function newAppPage(view: NewAppView): string {
  const { action, form, home, session } = view
  return renderApps(
    view,
    'New App',
    <ConsoleForm title="New App" action={action} formToken={session.formToken} submit="Create App" cancel={home}>
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
        name="redirect_uri"
        label="Redirect URI"
        type="url"
        value={form.redirectUri}
        about="Where users are sent with the authorization code; a request must name the same, to the letter. Livepush does not say where it is registered: that it is here is a guess."
        error={form.errors?.redirectUri}
        autocomplete="off"
      />
    </ConsoleForm>,
  )
}
