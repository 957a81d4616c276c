import type { Child, PropsWithChildren } from 'hono/jsx'

interface FieldProps {
  /** The id of the input, and the prefix of the ids of its descriptions. */
  readonly id: string
  readonly label: Child
  readonly about?: Child
  /** What is wrong with the value. */
  readonly error?: string | undefined
}

/** An input with its label, help text and error. The input needs the attributes of `described`. */
export const FormField = ({ id, label, about, error, children }: PropsWithChildren<FieldProps>) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    {error && (
      <p class="wrong" id={`${id}-error`}>
        {error}
      </p>
    )}
    {about && (
      <p class="about" id={`${id}-about`}>
        {about}
      </p>
    )}
  </div>
)

/** The attributes that connect an input to its `FormField`. An input with an error gets the focus. */
export function described({ id, about, error }: Pick<FieldProps, 'id' | 'about' | 'error'>, autofocus = false) {
  const by = [about && `${id}-about`, error && `${id}-error`].filter(Boolean).join(' ')
  return {
    id,
    autofocus: autofocus || error !== undefined,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'aria-describedby': by || undefined,
  }
}

interface TextFieldProps extends Omit<FieldProps, 'id'> {
  /** Also the id of the input. */
  readonly name: string
  readonly type?: 'text' | 'url' | 'email' | 'password'
  /** Default: true */
  readonly required?: boolean
  readonly value?: string | undefined
  readonly autocomplete?: string
  readonly maxlength?: number
  readonly autofocus?: boolean
}

/** A line of text. */
export const TextInput = ({ name, label, type = 'text', about, error, autofocus, ...input }: TextFieldProps) => {
  const field = { id: name, label, about, error }
  return (
    <FormField {...field}>
      <input {...described(field, autofocus)} name={name} type={type} required spellcheck={false} {...input} />
    </FormField>
  )
}
