import type { Mock } from '../../mock/index.js'

/** What a provider's part of the demo gets. */
export interface Stage {
  readonly mock: Mock
  /** The mock's address: every request goes over its socket. */
  readonly url: string
  /** A `fetch` that records each request for the step that causes it. */
  readonly fetch: typeof globalThis.fetch
  /** Records a request that came another way, such as a callback. */
  note(request: string): void
  /** Runs one step and prints it as a line, with the real requests behind it. */
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
      // The parameters of the authorization endpoint and the signature of an address are secret, in a demo too.
      const isSecret = /\/o(auth2?)?\//.test(pathname) || pathname.endsWith('/login') || /Signature=|jwt=/.test(search)
      const shown = isSecret ? pathname : pathname.replace(/\/player\/live\/[^/]+/, '/player/live/…') + search
      requests.push(`${request.method} ${shown} ${response.status}`)
      return response
    },
    async step(what, work, outcome) {
      requests = []
      const result = await work()
      console.log(`${String(++number).padStart(2)}. ${what} → ${outcome(result)}`)
      for (const line of inShort(requests)) console.log(`      ${line}`)
      return result
    },
  }
}

/** Equal requests in sequence share one line. */
function inShort(requests: readonly string[]): string[] {
  const lines: { text: string; times: number }[] = []
  for (const text of requests) {
    const last = lines.at(-1)
    if (last?.text === text) last.times++
    else lines.push({ text, times: 1 })
  }
  return lines.map(({ text, times }) => (times > 1 ? `${text}  (${times} times)` : text))
}
