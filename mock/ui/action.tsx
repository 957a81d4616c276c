interface ActionProps {
  /** The target of the form. */
  readonly action: string
  readonly formToken: string
  readonly label: string
  /** The object of the action, if the page has several such buttons. */
  readonly about?: string | undefined
  readonly fields?: Readonly<Record<string, string>>
  readonly look?: 'primary' | 'danger' | 'small'
  readonly disabled?: boolean
}

/** A form with one button, for an action on the server. */
export const ActionButton = ({ action, formToken, label, about, fields = {}, look, disabled }: ActionProps) => (
  <form method="post" action={action}>
    <input type="hidden" name="form_token" value={formToken} />
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={look} aria-label={about && `${label} ${about}`} disabled={disabled}>
      {label}
    </button>
  </form>
)
