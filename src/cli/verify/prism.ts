import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http'

/** A request and its answer, as Prism takes them. */
export interface PrismExchange {
  readonly method: string
  /** The path as the templates of the spec have it, without the path of the server. */
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly reply: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
  }
}

/** What Prism finds: where, from `body` on, and its text. */
export interface PrismProblem {
  readonly message: string
  readonly path?: readonly (string | number)[]
}

type Result =
  | { readonly _tag: 'Left'; readonly left: Error }
  | { readonly _tag: 'Right'; readonly right: { readonly validations: Record<'input' | 'output', PrismProblem[]> } }

const silent: Record<string, unknown> = Object.fromEntries(
  ['info', 'warn', 'error', 'debug', 'trace', 'success', 'fatal'].map((level) => [level, () => {}]),
)
silent['child'] = () => silent

/**
 * Prism over one OpenAPI document, given as an object or as a file's path. It judges exchanges that have taken place: it is given the answer
 * in the place of an upstream server, and sends nothing.
 */
export async function createPrism(document: string | object) {
  const operations = await getHttpOperationsFromSpec(document)
  return {
    operationIds: operations.flatMap(({ iid }) => iid ?? []),

    /** What it finds in the request (`input`) and in the answer (`output`). */
    async judge({
      method,
      path,
      query,
      headers,
      body,
      reply,
    }: PrismExchange): Promise<Record<'input' | 'output', readonly PrismProblem[]>> {
      const response = { statusCode: reply.status, headers: reply.headers, body: reply.body }
      const prism = createInstance(
        {
          isProxy: true,
          upstream: new URL('http://upstream.invalid'),
          validateRequest: true,
          validateResponse: true,
          checkSecurity: false,
          errors: false,
          upstreamProxy: undefined,
          mock: { dynamic: false },
        },
        { logger: silent, forward: () => () => () => Promise.resolve({ _tag: 'Right', right: response }) } as never,
      )
      const request = { method: method.toLowerCase(), url: { path, query }, headers, body }
      const result = (await prism.request(request as never, operations)()) as Result
      if (result._tag === 'Right') return result.right.validations
      const problem = [{ message: result.left.message }]
      return { input: problem, output: problem }
    },
  }
}

export type Prism = Awaited<ReturnType<typeof createPrism>>
