import type { Exchange } from '../../mock/index.js'
import { createPrism, type PrismProblem } from '../../src/cli/verify/prism.js'
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

/** Prism's validator over one provider's spec. It gets the recorded request and the recorded reply. */
export async function secondOpinion(provider: string) {
  const { operationIds, judge } = await createPrism(`specs/${provider}/openapi.yaml`)

  return {
    operationIds,

    async judge({ request, reply }: Recorded): Promise<Opinion> {
      const headers = Object.fromEntries(request.headers)
      const isJson = request.body !== '' && headers['content-type']?.startsWith('application/json')
      const ask = async (query: Record<string, string | string[]>): Promise<Opinion> => {
        const { input, output } = await judge({
          method: request.method,
          path: request.path,
          query,
          headers,
          body: isJson ? parsed(request.body) : request.body || undefined,
          reply: {
            status: reply.status,
            headers: { 'content-type': 'application/json', ...reply.headers },
            body: reply.body,
          },
        })
        const texts = (problems: readonly PrismProblem[]) =>
          problems.map(({ message, path }) => `${String(path)} ${message}`)
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
