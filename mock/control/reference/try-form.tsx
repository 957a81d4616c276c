import type { MockOperation } from '../../../specs/profile.js'
import { isBasic } from '../../core/definition/api-keys.js'
import type { Parts } from '../../core/definition/define-provider.js'
import type { AnyWorld } from '../../core/definition/world.js'
import type { TryInput } from './attempt.js'
import { bodyTypesOf, isTextBody, partTypesOf } from './body.js'
import { CallerFields, CredentialFields } from './caller-fields.js'
import type { OpenApiDocument } from './document.js'
import { noteOf } from './filled.js'
import type { DescribedOperation } from './operations.js'
import { FieldInput, FileInput, TextArea } from './try-fields.js'

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
