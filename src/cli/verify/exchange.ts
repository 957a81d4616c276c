import type { Fetch } from '../../http/send.js'

/** A request that was sent, and its answer. */
export interface Exchange {
  /** operationId */
  readonly operation: string
  readonly sent: {
    readonly method: string
    /** The path as the templates of the spec have it, without the path of the server. */
    readonly path: string
    readonly query: Readonly<Record<string, string | readonly string[]>>
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
  }
  readonly answer: Answer
}

export interface Answer {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A `fetch` that keeps the last request and its answer. */
export function recordingFetch(fetch: Fetch = globalThis.fetch) {
  let last: { readonly url: URL; readonly init: RequestInit; readonly answer: Answer } | undefined
  const record: Fetch = async (url, init) => {
    const response = await fetch(url, init)
    const text = await response.clone().text()
    last = {
      url: new URL(url),
      init,
      answer: { status: response.status, headers: Object.fromEntries(response.headers), text },
    }
    return response
  }
  return {
    fetch: record,
    /** The exchange since the last call of this function. */
    take() {
      const taken = last
      last = undefined
      return taken
    },
  }
}

/** Parameters of a query. A repeated one is a list. */
export function queryOf({ searchParams }: URL): Exchange['sent']['query'] {
  const names = [...new Set(searchParams.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}
