import type { Child, PropsWithChildren } from 'hono/jsx'

interface ConsoleFormProps {
  readonly title: string
  /** Where it is sent. */
  readonly action: string
  readonly formToken: string
  /** Label of the button that sends it. */
  readonly submit: string
  /** Where *Cancel* leads. */
  readonly cancel: string
}

/** A card with fields that make something in a console. */
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
