import { control } from '../../../generated/control/mock.js'
import { pathTemplate } from '../../../mock/core/http/path-template.js'
import { Contract } from '../../support/contract.js'

const contract = new Contract('control')

const operationOf = (method: string, path: string): string => {
  const fits = Object.entries(control.operations).filter(
    ([, operation]) => operation.method === method && pathTemplate(operation.path).test(path),
  )
  // Of `/journal/har` and `/journal/{request}`, the one without a parameter.
  const [id] = fits.sort(([, one], [, other]) => (one.path < other.path ? -1 : 1))[0] ?? []
  return id ?? `${method} ${path}`
}

const bodyOf = async (response: Response): Promise<unknown> => {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 204) return undefined
  // It is endless.
  if (type === 'text/event-stream') return ''
  return response.clone().json()
}

/** A `fetch` that rejects if a request or an answer of the control API violates its document. */
export const checked =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  async (input, init) => {
    const request = new Request(input, init)
    const { url, method, headers } = request
    const body = await request.clone().text()
    const response = await fetch(request)
    const path = new URL(url).pathname.replace(/^.*\/_mock/, '')
    const exchange = {
      provider: 'control',
      operation: operationOf(method, path),
      request: { method, url, path, headers, body },
      reply: {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await bodyOf(response),
      },
    }
    const problems = [...contract.problems(exchange), ...(response.ok ? contract.requestProblems(exchange) : [])]
    if (problems.length > 0) throw new Error(problems.join('\n'))
    return response
  }
