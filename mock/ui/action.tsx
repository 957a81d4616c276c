interface ActionProps {
  /** Where it is sent. */
  readonly action: string
  readonly formToken: string
  readonly label: string
  /** What it is done to, where there are several such buttons on the page. */
  readonly about?: string | undefined
  readonly fields?: Readonly<Record<string, string>>
  readonly look?: 'primary' | 'danger' | 'small'
  readonly disabled?: boolean
}

/** A button that does something on the server: a form of nothing else. */
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
