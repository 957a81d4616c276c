import { isTextBody } from '../../../mock/control/reference/body.js'
import type { BodyNode } from '../../../mock/control/reference/document.js'
import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import type { Session } from './session.js'
import type { PathValues } from './values.js'

/** An operation that creates a resource, and the one that deletes it. */
interface Round {
  readonly create: DescribedOperation
  readonly remove: DescribedOperation
  /** The path parameter that says which one. */
  readonly parameter: string
  /** The operations that read and change the resource. */
  readonly between: readonly DescribedOperation[]
  /** The rounds of resources below it. */
  readonly below: readonly Round[]
}

/**
 * The rounds of a spec: a POST to a path, and a DELETE of one item below it. A resource that the spec cannot delete is never created, and
 * existing resources are never changed.
 */
export function roundsOf(operations: readonly DescribedOperation[], prefix = ''): Round[] {
  return operations.flatMap((create) => {
    const { path, method } = create.row
    const parent = path.slice(0, path.lastIndexOf('/'))
    if (method !== 'POST' || (prefix === '' ? hasRoundAbove(operations, path) : parent !== prefix)) return []
    const remove = removerOf(operations, path)
    if (!remove) return []
    const item = remove.row.path
    const own = new Set(parametersIn(item))
    const between = operations.filter(
      ({ row, id }) =>
        id !== remove.id &&
        (row.path === item || (row.path.startsWith(`${item}/`) && row.method !== 'GET')) &&
        parametersIn(row.path).every((name) => own.has(name)) &&
        row.method !== 'DELETE' &&
        !(row.method === 'POST' && removerOf(operations, row.path)),
    )
    return [{ create, remove, parameter: parametersIn(item).at(-1)!, between, below: roundsOf(operations, item) }]
  })
}

const parametersIn = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!)

const removerOf = (operations: readonly DescribedOperation[], collection: string) =>
  operations.find(
    ({ row }) =>
      row.method === 'DELETE' &&
      /^\/\{[^}/]+\}$/.test(row.path.slice(collection.length)) &&
      row.path.startsWith(collection),
  )

const hasRoundAbove = (operations: readonly DescribedOperation[], path: string): boolean =>
  operations.some(({ row }) => {
    const remove = row.method === 'POST' && row.path !== path ? removerOf(operations, row.path) : undefined
    return remove !== undefined && path.startsWith(`${remove.row.path}/`)
  })

/** All operations that the rounds call. */
export const operationsIn = (rounds: readonly Round[]): DescribedOperation[] =>
  rounds.flatMap(({ create, remove, between, below }) => [create, ...between, remove, ...operationsIn(below)])

/**
 * Creates a resource, reads and changes it, and deletes it, even when a call fails or the signal aborts. It reports a resource that it
 * could not delete. Resources contain `name`, so that a person recognizes them.
 */
export async function callRound(session: Session, round: Round, name: string, given: PathValues = {}): Promise<void> {
  const { create, remove, parameter, between, below } = round
  const { values } = session
  if (needsFile(create)) {
    session.skip(create, fileReason)
    return skipRound(session, round, `${create.id} takes a file, so there is none to call it with.`)
  }
  const [path] = Object.keys(given).length > 0 ? [given] : values.pathSets(create, 1)
  if (!path) return skipRound(session, round, 'There is no value for the parameters of its path.')
  session.signal.throwIfAborted()
  const outcome = await session.call(create, { path, body: bodyOf(session, create, name) }).catch((error: unknown) => {
    // The provider may have received the request.
    session.leave(`${create.id} was stopped. It may have made one named '${name}'.`)
    throw error
  })
  if (!outcome.answered) {
    if (outcome.sent) session.leave(`${create.id} had no answer. It may have made one named '${name}'.`)
    return skipRound(session, round, `${create.id} had no answer.`)
  }
  if (outcome.status >= 300) return skipRound(session, round, `${create.id} was answered with ${outcome.status}.`)
  const key = idIn(outcome.body, parameter)
  if (key === undefined) {
    session.leave(`${create.id} made one named '${name}', but its answer has no ${parameter}: delete it by hand.`)
    return skipRound(session, round, `The answer of ${create.id} has no ${parameter}.`)
  }
  const own = { ...path, [parameter]: key }
  try {
    for (const one of between) {
      if (needsFile(one)) session.skip(one, fileReason)
      else await session.call(one, { path: own, body: bodyOf(session, one, name) })
    }
    for (const one of below) await callRound(session, one, name, own)
  } finally {
    await removeAgain(session, remove, own, `${create.id} made ${parameter} ${key}`)
  }
}

async function removeAgain(
  session: Session,
  remove: DescribedOperation,
  path: PathValues,
  made: string,
): Promise<void> {
  try {
    const outcome = await session.call(remove, { path }, true)
    if (outcome.answered && outcome.status < 300) return
    const why = outcome.answered ? `was answered with ${outcome.status}` : 'had no answer'
    session.leave(`${made}, and ${remove.id} ${why}: delete it by hand.`)
  } catch (error) {
    session.leave(`${made}, and ${remove.id} failed: delete it by hand.`)
    throw error
  }
}

function skipRound(session: Session, { between, below, remove }: Round, reason: string): void {
  for (const one of [...between, remove, ...operationsIn(below)]) session.skip(one, reason)
}

/** Why an operation that needs a file is not called: the spec cannot have an example of one that the provider accepts. */
export const fileReason = 'It takes a file. Call it with onair call.'

/** Whether an operation cannot be called without a file. */
export const needsFile = ({ row, body }: DescribedOperation): boolean =>
  row.body === 'multipart'
    ? Object.values(row.fields).some(({ type, required }) => type === 'binary' && required)
    : row.body === 'raw' && !isTextBody(row) && body?.required === true

/**
 * The body of a request: the first example of the spec, with the user's values, with values from lists for fields that identify a
 * resource, and with a name by which a person recognizes it.
 */
export function bodyOf({ values }: Session, { id, body }: DescribedOperation, name: string): unknown {
  const fill = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([field, one]) => {
        const text = typeof one === 'string'
        const own = text && /^(title|name|label)$/.test(field) ? name : undefined
        const listed = text || typeof one === 'number' ? values.listed(field) : undefined
        return [field, values.given(id, field) ?? own ?? listed ?? fill(one)]
      }),
    )
  }
  return fill(exampleOf(body))
}

function exampleOf(body: BodyNode | undefined): unknown {
  const [media] = Object.values(body?.content ?? {})
  return media?.example ?? Object.values(media?.examples ?? {})[0]?.value
}

/** The property that a path parameter names, in the body or one level below: `key` of `{ data: { key } }` for `channel_key`. */
function idIn(body: unknown, parameter: string): string | number | undefined {
  const property = parameter
    .split(/[\s_-]|(?=[A-Z])/)
    .at(-1)!
    .toLowerCase()
  const objects = [body, ...Object.values(body ?? {})] as unknown[]
  for (const one of objects) {
    const value =
      typeof one === 'object' && one !== null ? (one as Readonly<Record<string, unknown>>)[property] : undefined
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return undefined
}
