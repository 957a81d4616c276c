import { ConsoleForm } from '../../ui/console-form.js'
import { TextInput } from '../../ui/field.js'
import { ScopeChoice, type ScopeMeaning } from '../../ui/scopes.js'
import { renderSettings, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

/** The values of the form: empty at first, and as sent after a refusal. */
export interface TokenForm {
  readonly name: string
  readonly scopes: readonly string[]
  readonly errors?: { readonly name?: string; readonly scopes?: string } | undefined
}

interface TokenView extends Frame {
  readonly action: string
  readonly scopes: readonly ScopeMeaning[]
  readonly form: TokenForm
}

/** *Create New Token*: a name and any of the scopes. */
export function tokenPage(view: TokenView): RenderedPage {
  const { action, scopes, form, home, session } = view
  return renderSettings(
    view,
    'Create New Token',
    <ConsoleForm title="Create New Token" action={action} formToken={session.formToken} submit="Create" cancel={home}>
      <TextInput
        name="name"
        label="Name"
        value={form.name}
        about="To recognize the token in the list."
        error={form.errors?.name}
        autocomplete="off"
        autofocus={!form.errors}
      />
      <ScopeChoice legend="Scopes" scopes={scopes} chosen={form.scopes} error={form.errors?.scopes} />
    </ConsoleForm>,
  )
}
