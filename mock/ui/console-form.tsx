import type { Child, PropsWithChildren } from 'hono/jsx'

interface ConsoleFormProps {
  readonly title: string
  /** The target of the form. */
  readonly action: string
  readonly formToken: string
  /** The label of the submit button. */
  readonly submit: string
  /** The target of *Cancel*. */
  readonly cancel: string
}

/** A card with a form that creates a thing in a console. */
export const ConsoleForm = ({
  title,
  action,
  formToken,
  submit,
  cancel,
  children,
}: PropsWithChildren<ConsoleFormProps>): Child => (
  <form class="card fields" method="post" action={action} aria-labelledby="create">
    <h2 id="create">{title}</h2>
    {children}
    <input type="hidden" name="form_token" value={formToken} />
    <div class="actions">
      <button class="primary" type="submit">
        {submit}
      </button>
      <a class="button" href={cancel}>
        Cancel
      </a>
    </div>
  </form>
)
