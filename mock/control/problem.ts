import type { components } from '../../generated/control/types.js'
import { toResponse } from '../core/http/reply.js'

type Problem = components['schemas']['Problem']

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  500: 'Internal Server Error',
} as const

/** A refusal of the control API (RFC 9457). `detail` says what to do. */
export function problem(
  status: keyof typeof titles,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body: Problem = { title: titles[status], status, detail }
  return toResponse({ status, headers: { 'content-type': 'application/problem+json', ...headers }, body })
}
