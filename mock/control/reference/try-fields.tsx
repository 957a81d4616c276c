import type { Field as OperationField } from '../../../specs/profile.js'
import { described, FormField } from '../../ui/field.js'
import type { FieldNote } from './filled.js'
import { isObject, isOfLines } from './pairs.js'
import { InlineProse } from './prose.js'

/** A name, and whether the document requires a value. It is not enforced, so that refusals can be tried. */
const Label = ({ name, isRequired }: { name: string; isRequired: boolean }) => (
  <>
    {name}
    {isRequired && [' ', <span class="required">required</span>]}
  </>
)

interface FileInputProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly note: FieldNote
  /** Media types and ranges of the document. */
  readonly types: readonly string[]
  readonly isList: boolean
  /** The files of the request that was just sent. A page cannot choose them again. */
  readonly sent: readonly File[] | undefined
}

/** The choice of a file, or of several. */
export const FileInput = ({ id, name, label, note, types, isList, sent = [] }: FileInputProps) => {
  // A browser offers only files whose types it knows as one of these.
  const isAny = types.some((type) => /^(application\/octet-stream|\*\/\*)$/.test(type))
  const about = [
    note.description && <InlineProse text={note.description} />,
    types.length > 0 && ` A file: ${types.join(', ')}.`,
    isList && ' Several files may be chosen.',
    sent.length > 0 &&
      ` Sent: ${sent.map((file) => `${file.name}, ${file.size} bytes`).join('; ')}. Choose again to send again.`,
  ].filter(Boolean)
  const whole = {
    id,
    label: <Label name={label} isRequired={note.isRequired} />,
    about: about.length > 0 ? <>{about}</> : undefined,
  }
  return (
    <FormField {...whole}>
      <input
        {...described(whole)}
        type="file"
        name={name}
        accept={isAny || types.length === 0 ? undefined : types.join(',')}
        multiple={isList}
      />
    </FormField>
  )
}

interface FieldInputProps {
  readonly name: string
  readonly field: OperationField
  readonly note: FieldNote
  readonly value: string
  /** Whether an empty field is filled in when the form is sent. */
  readonly isMade: boolean
}

/** A parameter, or a field of a form. */
export const FieldInput = ({ name, field, note, value, isMade }: FieldInputProps) => {
  const hasLines = isOfLines(field)
  const lines = isObject(field) ? 'One property=value per line.' : 'One value per line.'
  const about = [
    note.description && <InlineProse text={note.description} />,
    isMade && ' Leave it empty for a new one of the account above.',
    field.type === 'json' && ' As JSON.',
    hasLines && ` ${lines}`,
  ].filter(Boolean)
  const whole = {
    id: `field-${name}`,
    label: <Label name={name} isRequired={note.isRequired} />,
    about: about.length > 0 ? <>{about}</> : undefined,
  }
  const input = { ...described(whole), name: `field.${name}`, spellcheck: false }
  const list = note.values.length > 0 ? `values-${name}` : undefined
  return (
    <FormField {...whole}>
      {hasLines || value.includes('\n') ? (
        <textarea {...input} rows={2}>
          {value}
        </textarea>
      ) : (
        <input
          {...input}
          value={value}
          placeholder={note.example || undefined}
          autocomplete="off"
          required={field.in === 'path'}
          list={list}
        />
      )}
      {list !== undefined && (
        <datalist id={list}>
          {note.values.map((one) => (
            <option value={one} />
          ))}
        </datalist>
      )}
    </FormField>
  )
}

interface TextAreaProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly rows: number
}

/** A body, or a part of one. */
export const TextArea = ({ name, label, value, rows }: TextAreaProps) => (
  <FormField id={name} label={label}>
    <textarea {...described({ id: name })} name={name} rows={rows} spellcheck={false}>
      {value}
    </textarea>
  </FormField>
)
