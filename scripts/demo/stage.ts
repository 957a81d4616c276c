import type { Mock } from '../../mock/index.js'

/** What a provider's part of the demo is given. */
export interface Stage {
  readonly mock: Mock
  /** The mock's address: everything goes over its socket. */
  readonly url: string
  /** A `fetch` that notes each request, for the step that causes it. */
  readonly fetch: typeof globalThis.fetch
  /** Notes a request that came by another way, such as a callback. */
  note(request: string): void
  /** Does one step and prints it as a line, with the real requests behind it. */
  step<T>(what: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T>
}

export function createStage(mock: Mock, url: string): Stage {
  let requests: string[] = []
  let number = 0
  return {
    mock,
    url,
    note: (request) => void requests.push(request),
    async fetch(input, init) {
      const request = new Request(input, init)
      const response = await globalThis.fetch(request)
      const { pathname, search } = new URL(request.url)
      // What the authorization endpoint is given is nobody's business, a demo's included.
      const shown = pathname.includes('/oauth/') || pathname.endsWith('/login') ? pathname : pathname + search
      requests.push(`${request.method} ${shown} ${response.status}`)
      return response
    },
    async step(what, work, outcome) {
      requests = []
      const result = await work()
      console.log(`${String(++number).padStart(2)}. ${what} → ${outcome(result)}`)
      if (requests.length > 0) console.log(`      ${requests.join('\n      ')}`)
      return result
    },
  }
}
