import { createInstance, getHttpOperationsFromSpec } from '@stoplight/prism-http'
import type { Exchange } from '../../mock/index.js'
import { fieldsOf } from '../support/contract.js'

/** A recorded exchange. Headers are pairs. */
export type Recorded = Omit<Exchange, 'request'> & {
  readonly request: Omit<Exchange['request'], 'headers'> & { readonly headers: readonly (readonly [string, string])[] }
}

/** What Prism finds in an exchange: in the request, and in the reply. */
export interface Opinion {
  readonly request: readonly string[]
  readonly reply: readonly string[]
}

interface Problem {
  readonly message: string
  readonly path?: readonly string[]
}

type Result =
  | { readonly _tag: 'Left'; readonly left: Error }
  | { readonly _tag: 'Right'; readonly right: { readonly validations: Record<'input' | 'output', Problem[]> } }

const silent: Record<string, unknown> = Object.fromEntries(
  ['info', 'warn', 'error', 'debug', 'trace', 'success', 'fatal'].map((level) => [level, () => {}]),
)
silent['child'] = () => silent

/** Prism's validator over one provider's spec. It gets the recorded request, and the recorded reply in place of an upstream. */
export async function secondOpinion(provider: string) {
  const operations = await getHttpOperationsFromSpec(`specs/${provider}/openapi.yaml`)

  return {
    operationIds: operations.map(({ iid }) => iid).filter((id) => id !== undefined),

    async judge({ request, reply }: Recorded): Promise<Opinion> {
      const headers = Object.fromEntries(request.headers)
      const forward = () => () => () =>
        Promise.resolve({
          _tag: 'Right',
          right: {
            statusCode: reply.status,
            headers: { 'content-type': 'application/json', ...reply.headers },
            body: reply.body,
          },
        })
      const prism = createInstance(
        {
          isProxy: true,
          upstream: new URL('http://mock.test'),
          validateRequest: true,
          validateResponse: true,
          checkSecurity: false,
          errors: false,
          upstreamProxy: undefined,
          mock: { dynamic: false },
        },
        { logger: silent, forward } as never,
      )
      const isJson = request.body !== '' && headers['content-type']?.startsWith('application/json')
      const ask = async (query: object): Promise<Opinion> => {
        const asked = {
          method: request.method.toLowerCase(),
          url: { path: request.path, query },
          headers,
          body: isJson ? parsed(request.body) : request.body || undefined,
        }
        const result = (await prism.request(asked as never, operations)()) as Result
        if (result._tag === 'Left') return { request: [result.left.message], reply: [result.left.message] }
        const { input, output } = result.right.validations
        const texts = (problems: Problem[]) => problems.map(({ message, path }) => `${String(path)} ${message}`)
        return { request: texts(input), reply: texts(output) }
      }
      const sent = new URL(request.url).searchParams
      const opinion = await ask(fieldsOf(sent))
      // A value that is not a list may be repeated by mistake: the provider decides which one counts.
      return opinion.request.length === 0 ? opinion : ask(Object.fromEntries(sent))
    },
  }
}

/** JSON that cannot be parsed stays text, so that Prism reports it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
