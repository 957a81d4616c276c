import type { Field as OperationField, MockOperation } from '../../../specs/profile.js'
import { isBasic } from '../../core/definition/api-keys.js'
import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import { described, FormField } from '../../ui/field.js'
import { ScopeChoice } from '../../ui/scopes.js'
import type { TryInput } from './attempt.js'
import { bodyTypesOf, isTextBody, partTypesOf } from './body.js'
import type { OpenApiDocument } from './document.js'
import { credentialsOf, noteOf, type FieldNote } from './filled.js'
import type { DescribedOperation } from './operations.js'
import { isOfLines } from './pairs.js'
import { InlineProse } from './prose.js'

export interface TryFormOptions {
  readonly parts: Parts
  readonly world: AnyWorld
  readonly document: OpenApiDocument
  readonly operation: DescribedOperation
  /** A GraphQL document and its variables, instead of the body. */
  readonly graphql: { readonly query: string; readonly variables: string } | undefined
  readonly asked: TryInput
  readonly formToken: string
  /** The path that the form is sent to. */
  readonly action: string
}

/** The form that calls an operation. */
export const TryForm = (options: TryFormOptions) => {
  const { parts, world, document, operation, graphql, asked, formToken, action } = options
  const { id, row } = operation
  const { profile } = parts.spec
  const isAuthorize = id === profile.oauth?.authorize
  const takesToken = row.scopes !== null && !isBasic(row, profile)
  return (
    <form
      class="card fields"
      method="post"
      action={action}
      enctype={takesFiles(row) ? 'multipart/form-data' : undefined}
    >
      <input type="hidden" name="form_token" value={formToken} />
      <input type="hidden" name="operation" value={id} />
      {(takesToken || id === profile.oauth?.token) && (
        <CallerFields parts={parts} world={world} operation={operation} asked={asked} />
      )}
      <CredentialFields parts={parts} operation={operation} asked={asked} />
      {Object.entries(row.fields).map(([name, field]) => {
        const note = noteOf(document, operation, name)
        return field.type === 'binary' ? (
          <FileInput
            id={`field-${name}`}
            name={`field.${name}`}
            label={name}
            note={note}
            types={partTypesOf(operation, name)}
            isList={field.list ?? false}
            sent={asked.filled.files[name]}
          />
        ) : (
          <FieldInput
            name={name}
            field={field}
            note={note}
            value={asked.filled.fields[name] ?? ''}
            isMade={id === profile.oauth?.token && (name === 'code' || name === 'refresh_token')}
          />
        )
      })}
      {graphql ? (
        <>
          <TextArea name="query" label="Query" value={graphql.query} rows={14} />
          <TextArea name="variables" label="Variables, as JSON" value={graphql.variables} rows={4} />
        </>
      ) : (
        <BodyInput operation={operation} asked={asked} />
      )}
      <div class="actions">
        <button class="primary" type="submit" name="intent" value="send">
          {isAuthorize ? 'Create the URL' : 'Send'}
        </button>
        {takesToken && (
          <button type="submit" name="intent" value="token">
            Show a token
          </button>
        )}
      </div>
    </form>
  )
}

const takesFiles = (row: MockOperation): boolean => row.body === 'multipart' || (row.body === 'raw' && !isTextBody(row))

/** The body, unless it consists of fields. */
const BodyInput = ({ operation, asked }: Pick<TryFormOptions, 'operation' | 'asked'>) => {
  const { row, body } = operation
  const { filled } = asked
  if (row.body === 'json') return <TextArea name="body" label="Body, as JSON" value={filled.body} rows={10} />
  if (row.body !== 'raw') return null
  if (isTextBody(row))
    return <TextArea name="body" label={`Body, as ${row.contentType}`} value={filled.body} rows={10} />
  const note = { description: body?.description, values: [], example: '', isRequired: body?.required ?? false }
  return (
    <FileInput
      id="file"
      name="file"
      label="Body"
      note={note}
      types={bodyTypesOf(operation)}
      isList={false}
      sent={filled.files['']}
    />
  )
}

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

const FileInput = ({ id, name, label, note, types, isList, sent = [] }: FileInputProps) => {
  // Browsers could not choose a file of a general type.
  const accepted = !types.some((type) => /^(application\/octet-stream|\*\/\*)$/.test(type))
    ? types.join(',')
    : undefined
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
      <input {...described(whole)} type="file" name={name} accept={accepted || undefined} multiple={isList} />
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

const FieldInput = ({ name, field, note, value, isMade }: FieldInputProps) => {
  const hasLines = isOfLines(field)
  const lines = field.style === 'deepObject' ? 'One property=value per line.' : 'One value per line.'
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

const TextArea = ({ name, label, value, rows }: TextAreaProps) => (
  <FormField id={name} label={label}>
    <textarea {...described({ id: name })} name={name} rows={rows} spellcheck={false}>
      {value}
    </textarea>
  </FormField>
)

/** The choice of the account whose token the call uses, or whose grant it exchanges. */
const CallerFields = ({
  parts,
  world,
  operation,
  asked,
}: Pick<TryFormOptions, 'parts' | 'world' | 'operation' | 'asked'>) => {
  const { profile, scopeDescriptions = {} } = parts.spec
  const isExchange = operation.id === profile.oauth?.token
  const scopes = Object.entries(scopeDescriptions).map(([name, meaning]) => ({ name, meaning }))
  const accounts = profile.oauth
    ? world.users.all().map(({ account }) => [account, account] as const)
    : [['credentials', 'the application of the seed'] as const]
  return (
    <>
      <FormField id="account" label={isExchange ? 'On behalf of' : 'With a token of'}>
        <select {...described({ id: 'account' })} name="account">
          {accounts.map(([account, label]) => (
            <option value={account} selected={account === asked.account}>
              {label}
            </option>
          ))}
          <option value="" selected={asked.account === null}>
            {isExchange ? 'no account: send only the fields below' : 'no account: send no token'}
          </option>
        </select>
      </FormField>
      {profile.oauth && scopes.length > 0 && (
        <details>
          <summary>
            Scopes: {asked.scopes.length} of {scopes.length}
          </summary>
          <ScopeChoice legend="Scopes of the token" scopes={scopes} chosen={asked.scopes} />
        </details>
      )}
    </>
  )
}

/** The API keys, and the user name and password of HTTP Basic. They begin with those of the seed. */
const CredentialFields = ({ parts, operation, asked }: Pick<TryFormOptions, 'parts' | 'operation' | 'asked'>) => {
  const { profile } = parts.spec
  return (
    <>
      {credentialsOf(operation, profile).map((name) => {
        const key = profile.keys?.[name]
        const field = {
          id: `credential-${name}`,
          label: key ? `API key: ${name}` : name === 'username' ? 'User name' : 'Password',
          about: key && `Sent as the ${key.in === 'query' ? 'query parameter' : key.in} ${key.name}.`,
        }
        const value = asked.filled.credentials[name] ?? ''
        return (
          <FormField {...field}>
            <input
              {...described(field)}
              name={`credential.${name}`}
              value={value}
              autocomplete="off"
              spellcheck={false}
            />
          </FormField>
        )
      })}
    </>
  )
}
