interface TextFieldProps {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'url' | 'email' | 'password'
  /** Default: true */
  readonly required?: boolean
  readonly value?: string | undefined
  readonly about?: string
  /** What is wrong with the value that was sent; the field then takes the focus. */
  readonly error?: string | undefined
  readonly autocomplete?: string
  readonly maxlength?: number
  readonly autofocus?: boolean
}

/** A line of text with its label, what it is for, and what was wrong with it, all tied to the input. */
export const TextField = ({ name, label, type = 'text', about, error, ...input }: TextFieldProps) => {
  const described = [about && `${name}-about`, error && `${name}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type={type}
        required
        spellcheck={false}
        {...input}
        autofocus={input.autofocus || error !== undefined}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described || undefined}
      />
      {error && (
        <p class="wrong" id={`${name}-error`}>
          {error}
        </p>
      )}
      {about && (
        <p class="about" id={`${name}-about`}>
          {about}
        </p>
      )}
    </div>
  )
}
