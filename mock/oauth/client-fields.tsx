import type { Child } from 'hono/jsx'
import { TextInput } from '../ui/field.js'
import type { ClientForm } from './register-client.js'

/** How a provider's console asks for the redirect URI. */
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
      about="Users see it when they are asked for permission."
      error={form.errors?.name}
      autocomplete="off"
      autofocus={!form.errors}
    />
    <TextInput {...redirect} type="url" value={form.redirectUri} error={form.errors?.redirectUri} autocomplete="off" />
  </>
)
