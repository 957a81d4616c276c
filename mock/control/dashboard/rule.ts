import type { Parts } from '../../core/definition/define-provider.js'

interface Described {
  readonly $ref?: string
  readonly description?: string
}

interface DescribedOperation {
  readonly operationId?: string
  readonly responses?: Readonly<Record<string, Described>>
}

interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components?: { readonly responses?: Readonly<Record<string, Described>> }
}

/** What the spec says of a status of an operation; undefined where it says nothing. */
export async function ruleOf({ spec }: Parts, operationId: string, status: number): Promise<string | undefined> {
  const document = ((await spec.document?.()) ?? {}) as Document
  const { responses = {} } =
    Object.values(document.paths ?? {})
      .flatMap((item) => Object.values(item))
      .find((operation) => operation.operationId === operationId) ?? {}
  const found = responses[String(status)] ?? responses[`${String(status)[0]}XX`] ?? responses['default']
  const name = found?.$ref?.split('/').at(-1)
  return (name === undefined ? found : document.components?.responses?.[name])?.description
}
