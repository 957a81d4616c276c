import { type Draft, operationsOf } from './draft.js'

/**
 * Gives each operation an id that is an identifier and that no other operation has, because types and schemas are named by it:
 * `getUsersByUserId` for `GET /users/{user_id}` without an id, `listAssets` for `list-assets`. An id that another operation has gets a
 * number, and a warning.
 */
export const nameOperations = (draft: Draft): void => {
  /** By the name of its schemas, which begins with a capital letter. */
  const taken = new Map<string, string>()
  const operations = operationsOf(draft)
  // Ids that may stay come first, so that a made one does not take the id of another operation.
  const stays = (id: unknown) => typeof id === 'string' && identifierOf(id) === id
  const inTurn = [...operations].sort(
    (one, other) => Number(stays(other.operation.operationId)) - Number(stays(one.operation.operationId)),
  )
  for (const { path, method, operation, at } of inTurn) {
    const own = typeof operation.operationId === 'string' ? operation.operationId : ''
    const id = identifierOf(own) || identifierOf(`${method} ${path.replaceAll('{', 'by ')}`)
    let free = id
    for (let count = 2; taken.has(capitalized(free)); count++) free = `${id}${count}`
    const place = `${method.toUpperCase()} ${path}`
    const other = taken.get(capitalized(id))
    if (other !== undefined && own !== '') {
      const message = `${place} and ${other} have the operationId ${own}. This one is called ${free}. Write an operationId of its own.`
      draft.warn([...at, 'operationId'], 'operation-id', message)
    }
    taken.set(capitalized(free), place)
    operation.operationId = free
  }
}

/** Methods of every function that a call by id would hide: `client.call.then` would make the client look like a promise. */
const hidden = new Set(['then', 'call', 'apply', 'bind', 'constructor', 'toString', 'valueOf', 'prototype'])

/** A name in camelCase that TypeScript accepts. An identifier stays as it is. `''` if no character of it can stay. */
const identifierOf = (text: string): string => {
  if (/^[A-Za-z_$][\w$]*$/.test(text)) return hidden.has(text) ? `${text}Operation` : text
  const [first = '', ...others] = text.split(/[^A-Za-z\d$]+/).filter((word) => word !== '')
  const start = first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1)
  const name = start + others.map(capitalized).join('')
  return name.replace(/^\d/, '_$&')
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
