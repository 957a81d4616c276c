import type { Message, RecordedExchange } from './entry.js'
import type { KeptExchange, KeptTraffic } from './journal.js'
import type { Redaction } from './redact.js'

const noTraffic: KeptTraffic = {
  query: '',
  requestHeaders: [],
  requestBody: '',
  responseHeaders: {},
  responseBody: null,
}

/** A request with its headers and bodies. Shows secrets if there is no redaction. */
export function recordedExchange({ entry, traffic }: KeptExchange, redaction: Redaction | undefined): RecordedExchange {
  const { query, requestHeaders, requestBody, responseHeaders, responseBody } = traffic ?? noTraffic
  const message = (headers: Message['headers'], text: string | null, isRequest: boolean): Message => {
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
    return {
      headers: redaction ? headers.map(([name, value]) => [name, redaction.header(name, value)] as const) : headers,
      body: text === null || !redaction ? text : redaction.body(text, type, isRequest),
    }
  }
  return {
    ...entry,
    path: redaction ? redaction.text(entry.path) : entry.path,
    evidence: responseHeaders['x-onair-evidence'] ?? 'inferred',
    query: redaction ? redaction.form(query) : query,
    request: message(pairs(requestHeaders), requestBody === '' ? null : requestBody, true),
    response: message(Object.entries(responseHeaders), responseBody, false),
  }
}

function pairs(headers: readonly string[] | Headers): Message['headers'] {
  if (!Array.isArray(headers)) return [...(headers as Headers)]
  const list = headers as readonly string[]
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), list[index + 1] ?? ''] as const] : []))
}
