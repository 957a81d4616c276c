import type { Child } from 'hono/jsx'
import { described, FormField } from '../../ui/field.js'

interface InputFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly about?: Child
  /** What is wrong with the value. */
  readonly error?: string | undefined
  readonly value?: string | undefined
  readonly isRequired?: boolean
  readonly kind?: 'text' | 'number' | 'json'
  readonly placeholder?: string | undefined
  /** Values to choose from. */
  readonly choices?: readonly string[] | undefined
  /** The label of the choice that leaves the field out. Default: no such choice. */
  readonly noChoice?: string | undefined
  /** Suggested values for a line of text. */
  readonly suggestions?: readonly string[] | undefined
}

/** A field of a form: a select for `choices`, a text area for JSON, otherwise a line of text. */
export const InputField = (props: InputFieldProps) => (
  <FormField id={props.id} label={props.label} about={props.about} error={props.error}>
    <Input {...props} />
  </FormField>
)

const Input = (props: InputFieldProps) => {
  const { id, name, value, isRequired, kind, placeholder, choices, noChoice, suggestions = [] } = props
  const shared = { ...described(props), name, required: isRequired }
  if (choices)
    return (
      <select {...shared}>
        {noChoice !== undefined && <option value="">{noChoice}</option>}
        {choices.map((one) => (
          <option value={one} selected={one === value}>
            {one}
          </option>
        ))}
      </select>
    )
  if (kind === 'json')
    return (
      <textarea {...shared} rows={3} spellcheck={false} placeholder={placeholder ?? 'JSON'}>
        {value ?? ''}
      </textarea>
    )
  const list = suggestions.length > 0 ? `${id}-values` : undefined
  return (
    <>
      <input
        {...shared}
        type="text"
        inputmode={kind === 'number' ? 'decimal' : undefined}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        placeholder={placeholder}
        list={list}
      />
      {list && (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option value={one} />
          ))}
        </datalist>
      )}
    </>
  )
}
