import { resolve, type OpenApiDocument, type ResponseNode } from '../../../mock/control/reference/document.js'
import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import { aTypeOf } from './describe-value.js'
import type { Answer } from './exchange.js'
import { confirmed, type Confirmation, type Finding } from './finding.js'
import { escapePointer, type Described } from './places.js'

/** What an answer says before its body is read. */
interface JudgedHead {
  readonly findings: readonly Finding[]
  readonly confirmations: readonly Confirmation[]
  /** The schema of the body. Undefined if there is no body, or none that the spec has. */
  readonly root: Described | undefined
}

/** Compares status, headers, content type and whether there is a body with the spec. */
export function judgeHead(
  document: OpenApiDocument,
  operation: DescribedOperation,
  { status, headers, text }: Answer,
  body: unknown,
): JudgedHead {
  const { id, row, node } = operation
  const at = pointerOf(operation)
  const declared = declaredResponse(operation, status)
  if (!declared) {
    const seen = `The status is ${status}. The spec has ${Object.keys(node.responses ?? {}).join(', ')}.`
    const place = { at: `${at}/responses`, evidence: node['x-evidence'], foundBy: ['onair'] } as const
    const finding = { ...place, kind: 'status', where: 'status', seen, suggestion: `Add ${status} to ${id}.` } as const
    return { findings: [finding], confirmations: [], root: undefined }
  }
  const [key, response] = declared
  const pointer = followed(node.responses![key]!, `${at}/responses/${key}`)
  const evidence = response['x-evidence'] ?? node['x-evidence']
  const finding = (kind: Finding['kind'], where: string, seen: string, suggestion: string): Finding => ({
    kind,
    where,
    at: pointer,
    evidence,
    seen,
    suggestion,
    foundBy: ['onair'],
  })
  const findings = missingHeaders(document, response, headers).map((name) =>
    finding('header', `header ${name}`, 'It is not there.', `Say that ${name} is not required.`),
  )
  const confirmations = [
    ...confirmed('operation', at, node['x-evidence']),
    ...confirmed(`status ${status}`, pointer, evidence),
  ]
  const ending = (...more: Finding[]) => ({ findings: [...findings, ...more], confirmations, root: undefined })
  const { content } = response
  if (text === '') {
    const isAllowed = !content || status === 204 || (status < 300 && row.bodyOptional)
    const remedy = 'Take the content out, or set x-onair.bodyOptional.'
    return isAllowed ? ending() : ending(finding('body', 'body', 'It is empty.', remedy))
  }
  if (!content)
    return ending(finding('body', 'body', `It is ${aTypeOf(body)}. The spec has none.`, 'Describe the body.'))
  const type = mediaTypeOf(headers['content-type'])
  const media = Object.keys(content).find((one) => fitsType(type, one))
  if (media === undefined) {
    const seen = `It is ${type}. The spec has ${Object.keys(content).join(', ')}.`
    return ending(finding('content type', 'content type', seen, `Add ${type} to status ${key}.`))
  }
  const root = {
    schema: content[media]!.schema ?? {},
    pointer: `${pointer}/content/${escapePointer(media)}/schema`,
    evidence,
  }
  return { findings, confirmations, root }
}

/** The JSON pointer of an operation. */
export const pointerOf = ({ row }: DescribedOperation): string =>
  `#/paths/${escapePointer(row.path)}/${row.method.toLowerCase()}`

function declaredResponse({ responses }: DescribedOperation, status: number) {
  const keys = [String(status), `${String(status)[0]}XX`, 'default']
  return keys.flatMap((key) => responses.filter(([one]) => one === key)).at(0)
}

/** The pointer of a node, or of its `$ref`'s target. */
const followed = (node: object, pointer: string): string => (node as { readonly $ref?: string }).$ref ?? pointer

const missingHeaders = (
  document: OpenApiDocument,
  { headers = {} }: ResponseNode,
  sent: Readonly<Record<string, string>>,
): string[] =>
  Object.entries(headers).flatMap(([name, header]) =>
    resolve(document, header).required && !(name.toLowerCase() in sent) ? [name] : [],
  )

/** `text/html; charset=utf-8` → `text/html`. */
const mediaTypeOf = (header: string | undefined): string =>
  (header ?? 'no content type').split(';')[0]!.trim().toLowerCase()

const fitsType = (type: string, pattern: string): boolean => {
  const [all, sub] = mediaTypeOf(pattern).split('/')
  return mediaTypeOf(pattern) === type || all === '*' || (sub === '*' && type.startsWith(`${all}/`))
}
