import {
  type Draft,
  type DraftNode,
  type DraftOperation,
  find,
  isNode,
  listOf,
  methods,
  nodeOf,
  operationsOf,
} from './draft.js'
import type { Path } from './walk.js'

/**
 * Repairs what the operations of a document have wrong or leave open, where only one meaning is possible:
 *
 * - a path parameter is required, and is declared for each name in the path;
 * - of two parameters with the same name and place, the last counts;
 * - headers that OpenAPI ignores are dropped;
 * - a status class is written as `2XX`; `default` alone stands for successes too.
 *
 * Operations that cannot be read are left out, as are OPTIONS and TRACE. The answer of a HEAD has no content.
 */
export const completeOperations = (draft: Draft): void => {
  if (!isNode(draft.document.paths)) draft.document.paths = {}
  separateItems(draft)
  removeUnreadable(draft)
  for (const each of operationsOf(draft)) {
    completeParameters(draft, each.path, each.item, each.operation, each.at)
    completeResponses(draft, each)
    dropBody(draft, each)
    if (!Array.isArray(each.operation.security)) delete each.operation.security
  }
}

/** A path item that two paths share would give two operations the same id. */
const separateItems = ({ document }: Draft): void => {
  const paths = nodeOf(document.paths)
  const seen = new Set<unknown>()
  for (const [path, reference] of Object.entries(paths)) {
    const { node } = find(document, reference, [])
    if (seen.has(node) || (node !== reference && Object.values(paths).includes(node)))
      paths[path] = structuredClone(node)
    seen.add(node)
  }
}

const removeUnreadable = ({ document, leaveOut }: Draft): void => {
  const paths = nodeOf(document.paths)
  for (const [path, reference] of Object.entries(paths)) {
    const { node, at } = find(document, reference, ['paths', path])
    if (path.startsWith('x-')) delete paths[path]
    else if (!isNode(node)) {
      leaveOut(['paths', path], 'path-item', `${path} is not a path item. Write an object with a key for each method.`)
      delete paths[path]
    } else {
      for (const [method, reason] of Object.entries(unsupported).filter(([key]) => key in node)) {
        leaveOut([...at, method], 'operation-method', reason)
        delete node[method]
      }
      for (const method of methods.filter((key) => key in node)) {
        const reason = unreadable(path, node[method])
        if (reason === undefined) continue
        leaveOut([...at, method], 'operation-unreadable', reason)
        delete node[method]
      }
    }
  }
}

const unsupported = {
  options: 'Browsers send OPTIONS on their own (CORS), and clients do not call it. Describe a GET or a HEAD instead.',
  trace: '`fetch` does not send TRACE. Describe a GET or a HEAD instead.',
}

const unreadable = (path: string, operation: unknown): string | undefined => {
  if (!isNode(operation)) return 'The operation is not an object. Write its `responses`, or remove it.'
  if (!path.startsWith('/')) return 'A path begins with a slash. Write one in front of it.'
  if (/[?#]/.test(path))
    return 'A path has no query and no fragment. Describe query parameters, or extend the operation of the path without it.'
  if (!isNode(operation.responses)) return 'The operation has no `responses`. Write at least one, such as `200`.'
  return undefined
}

/** OpenAPI, "Parameter Object": header parameters with these names are ignored. */
const ignored = /^(accept|authorization|content-type)$/i

const completeParameters = (draft: Draft, path: string, item: DraftNode, operation: DraftNode, at: Path): void => {
  const { document, warn } = draft
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!)
  const declared = new Set<string>()
  for (const [owner, place] of [
    [item, at.slice(0, -1)],
    [operation, at],
  ] as const) {
    if (owner.parameters === undefined) continue
    const kept = new Map<string, unknown>()
    for (const [index, reference] of listOf(owner.parameters).entries()) {
      const { node, at: where } = find(document, reference, [...place, 'parameters', index])
      if (!isNode(node) || typeof node.name !== 'string' || typeof node.in !== 'string') {
        warn(where, 'parameter-unreadable', 'The parameter has no `name` or no `in`. It was dropped: write both.')
        continue
      }
      if (node.in === 'path') {
        node.required = true
        declared.add(node.name)
        if (owner === operation && !names.includes(node.name)) {
          warn(
            where,
            'path-parameters',
            `The path ${path} has no {${node.name}}. The parameter was dropped: add it to the path.`,
          )
          continue
        }
      }
      if (node.in === 'header' && ignored.test(node.name)) {
        const instead = /^authorization$/i.test(node.name)
          ? 'Describe it in `securitySchemes`.'
          : `The media types in \`content\` say it; write a header of every call into \`x-onair.headers\`.`
        warn(where, 'parameter-place', `OpenAPI ignores the header parameter ${node.name}. ${instead}`)
        continue
      }
      const key = `${node.in} ${node.name}`
      kept.delete(key)
      kept.set(key, reference)
    }
    owner.parameters = [...kept.values()]
  }
  for (const name of new Set(names.filter((one) => !declared.has(one)))) {
    const parameters = listOf(operation.parameters)
    const inQuery = (one: unknown) => {
      const node = nodeOf(find(document, one, []).node)
      return node.in === 'query' && node.name === name
    }
    const misplaced = parameters.find(inQuery)
    const { schema = { type: 'string' } } = nodeOf(find(document, misplaced, []).node)
    operation.parameters = [
      ...parameters.filter((one) => one !== misplaced),
      { name, in: 'path', required: true, schema },
    ]
    const message =
      misplaced === undefined
        ? `The path parameter ${name} is not declared. It counts as a string: declare it.`
        : `The path parameter ${name} is declared with \`in: query\`. It counts as one of the path: write \`in: path\`.`
    warn(at, 'path-parameters', message)
  }
}

/** Gives a parameter with `content` the schema of its media type too: readers of the document look for `schema`. */
export const completeContents = (draft: Draft): void => {
  for (const { item, operation } of operationsOf(draft)) {
    for (const reference of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
      const parameter = nodeOf(find(draft.document, reference, []).node)
      const [media] = Object.values(nodeOf(parameter.content))
      if (media !== undefined) parameter.schema = structuredClone(nodeOf(media).schema ?? {})
    }
  }
}

/** RFC 9110, sections 9.3.1 and 9.3.2: the content of a GET or a HEAD has no meaning. */
const dropBody = ({ document, warn }: Draft, { method, operation, at }: DraftOperation): void => {
  const body = nodeOf(find(document, operation.requestBody, []).node)
  if ((method !== 'get' && method !== 'head') || operation.requestBody === undefined || body.required === true) return
  delete operation.requestBody
  // Some generators of documents write an empty form for each GET.
  const isEmpty = Object.values(nodeOf(body.content)).every((media) => {
    const { schema } = nodeOf(media)
    return isNode(schema) && isNode(schema.properties) && Object.keys(schema.properties).length === 0
  })
  if (!isEmpty)
    warn(
      [...at, 'requestBody'],
      'body-encoding',
      `A ${method.toUpperCase()} is sent without a body. It was dropped: describe the fields as query parameters.`,
    )
}

const completeResponses = ({ document, warn }: Draft, { method, operation, at }: DraftOperation): void => {
  const responses = nodeOf(operation.responses)
  const entries = Object.entries(responses)
    .filter(([status]) => !status.startsWith('x-'))
    .map(([status, response]) => {
      if (!/^[1-5]xx$/.test(status)) return [status, response] as const
      const name = status.toUpperCase()
      warn(
        [...at, 'responses', status],
        'status-known',
        `${status} counts as ${name}. Write a status as 200, as 2XX or as default.`,
      )
      return [name, response] as const
    })
    .filter(([, response]) => isNode(find(document, response, []).node))
  const statuses = entries.map(([status]) => status)
  if (statuses.length === 1 && statuses[0] === 'default') entries.unshift(['2XX', structuredClone(entries[0]![1])])
  operation.responses = Object.fromEntries(
    method === 'head'
      ? entries.map(([status, response]) => [status, withoutContent(find(document, response, []).node)])
      : entries,
  )
}

const withoutContent = (response: unknown): DraftNode => {
  const { content: _, ...rest } = nodeOf(response)
  return rest
}
