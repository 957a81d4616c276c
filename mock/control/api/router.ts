import { Hono, type Context } from 'hono'
import { control as spec } from '../../../generated/control/mock.js'
import { maxSnapshot, readText } from '../../core/http/body.js'
import { Call, type InputSchemas } from '../../core/http/call.js'
import { InvalidInputError } from '../../core/http/invalid-input.js'
import { pathTemplate } from '../../core/http/path-template.js'
import { RefusalError, toResponse, type Reply } from '../../core/http/reply.js'
import { inputSchemas } from '../../core/http/route.js'
import { printDefect } from '../../core/printable.js'
import type { ControlEnv, ControlWorld } from '../env.js'
import { originOf } from '../origin.js'
import { problem } from '../problem.js'
import { documentOf } from './document.js'
import { followRequests } from './follow.js'
import { handlers } from './handlers.js'
import { UnknownError } from '../../core/unknown-error.js'

type ControlHandler = (call: Call<never, undefined>, world: ControlWorld) => Reply | Promise<Reply>

/** The control API: a route for each operation of its document. */
export const api = new Hono<ControlEnv>()

api.get('/api/openapi.json', async (c) => c.json(await documentOf(c.env, originOf(c.req.url))))
api.get('/api/journal/events', followRequests)

// A path without parameters comes first: `{` sorts after every letter.
const ordered = Object.entries(spec.operations).sort(([, { path: one }], [, { path: other }]) => (one < other ? -1 : 1))
for (const [id, operation] of ordered) {
  const handler = handlers[id as keyof typeof handlers] as ControlHandler | undefined
  if (!handler) continue
  const template = pathTemplate(operation.path)
  let schemas: InputSchemas | undefined
  api.on(operation.method, template.pattern, async (c) => {
    try {
      const request = c.req.raw
      const text = operation.body === null ? '' : await readText(request, maxSnapshot)
      if (text === null) return problem(413, `The body is larger than ${maxSnapshot} bytes.`)
      schemas ??= await inputSchemas(id, operation, spec.schemas)
      const { profile } = spec
      const call = new Call<never, undefined>(id, operation, template.read(c.req.param()), request, {
        profile,
        text,
        address: '',
        schemas,
      })
      return toResponse(await handler(call, c.env))
    } catch (error) {
      return refuse(error)
    }
  })
}

api.all('/api/*', (c: Context<ControlEnv>) => {
  const allowed = ordered.filter(([, { path }]) => pathTemplate(path).test(c.req.path)).map(([, { method }]) => method)
  if (allowed.length === 0)
    return problem(404, `The control API has no path ${c.req.path}. See /_mock/api/openapi.json.`)
  return problem(405, `${c.req.method} is not allowed here. Use ${allowed.join(' or ')}.`, {
    allow: allowed.join(', '),
  })
})

/** The response for an error that the mock throws. */
function refuse(error: unknown): Response {
  if (error instanceof InvalidInputError) {
    return problem(400, error.issues.map(({ field, rule, expected }) => sentence(field, rule, expected)).join(' '))
  }
  if (error instanceof RefusalError) return toResponse(error.reply)
  if (error instanceof UnknownError) return problem(404, error.message)
  if (error instanceof RangeError) return problem(400, error.message)
  // The state does not allow it: the stream is already on air, for example.
  if (error instanceof Error && error.constructor === Error) return problem(409, error.message)
  printDefect(error)
  return problem(500, 'The mock has a defect: see its output.')
}

const sentence = (
  field: string,
  rule: InvalidInputError['issues'][number]['rule'],
  expected?: string | number,
): string =>
  rule === 'required'
    ? `The field '${field}' is missing.`
    : `The field '${field}' is not valid${expected === undefined ? '' : `: expected ${expected}`}.`
