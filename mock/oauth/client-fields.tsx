import type { Child } from 'hono/jsx'
import { TextInput } from '../ui/field.js'
import type { ClientForm } from './register-client.js'

/** The field for the redirect URI in a provider's console. */
interface RedirectField {
  readonly name: string
  readonly label: string
  readonly about: string
}

/** The fields that register a client: a name and a redirect URI. */
export const ClientFieldset = ({ form, redirect }: { form: ClientForm; redirect: RedirectField }): Child => (
  <>
    <TextInput
      name="name"
      label="Name"
      value={form.name}
      about="Shown to users on the consent page."
      error={form.errors?.name}
      autocomplete="off"
      autofocus={!form.errors}
    />
    <TextInput {...redirect} type="url" value={form.redirectUri} error={form.errors?.redirectUri} autocomplete="off" />
  </>
)
