import { respond, type Payload, type ServerConnection, type Write, type WriteParts } from '../http/reply.js'
import type { MockClock } from '../time/clock.js'

/**
 * The ways in which a response can break on its way. Over HTTP the connection is really reset or cut. In process the client gets the errors
 * that Node's `fetch` would throw.
 */

/** The error of `fetch` for a connection that is reset before the response. */
export class ConnectionResetError extends TypeError {
  constructor() {
    super('fetch failed', { cause: faultOf('Error', 'ECONNRESET', 'read ECONNRESET') })
  }
}

/** The error of a body's stream for a connection that breaks before its end. */
const terminated = () =>
  new TypeError('terminated', { cause: faultOf('SocketError', 'UND_ERR_SOCKET', 'other side closed') })

const faultOf = (name: string, code: string, message: string) => Object.assign(new Error(message), { name, code })

/** Resets the connection instead of sending a response. */
export const drop =
  (connection: ServerConnection | undefined): Write =>
  () => {
    if (connection?.reset) return connection.reset()
    throw new ConnectionResetError()
  }

/** Announces the full length, sends fewer bytes and breaks the connection. Resets the connection if there is no body. */
export const truncate =
  (connection: ServerConnection | undefined, bytes: number | undefined): Write =>
  (status, headers, body) => {
    if (!body) return drop(connection)(status, headers, body)
    const whole = withLength(headers, body)
    const part = whole.subarray(0, Math.min(bytes ?? whole.length >> 1, whole.length - 1))
    async function* broken() {
      if (part.length > 0) yield part
      throw terminated()
    }
    return (connection?.writeParts ?? respondInParts)(status, headers, broken())
  }

/** Sends a complete response whose body is cut in half. A response without a body is unchanged. */
export const malform =
  (connection: ServerConnection | undefined): Write =>
  (status, headers, body) =>
    (connection?.write ?? respond)(status, headers, body && cutShort(body))

/** Sends the body at a number of bytes per second of the mock's time. After a reset of the mock, the rest is sent at once. */
export const slow =
  (connection: ServerConnection | undefined, bytesPerSecond: number, clock: MockClock, signal: AbortSignal): Write =>
  (status, headers, body) => {
    if (!body) return (connection?.write ?? respond)(status, headers, body)
    const whole = withLength(headers, body)
    const { era } = clock
    async function* dripping() {
      const step = Math.max(1, Math.floor(bytesPerSecond / 10))
      let waited = 0
      for (let sent = 0; sent < whole.length; sent += step) {
        const part = whole.subarray(sent, sent + step)
        // Rounded, so that the clock has whole milliseconds.
        const due = Math.ceil(((sent + part.length) / bytesPerSecond) * 1000)
        if (clock.era === era) await clock.sleep(due - waited, { signal })
        waited = due
        yield part
      }
    }
    return (connection?.writeParts ?? respondInParts)(status, headers, dripping())
  }

function withLength(headers: Record<string, string>, body: Payload): Uint8Array {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  headers['content-length'] = String(bytes.length)
  return bytes
}

/** The first half of a body, or `{` if that half is valid JSON. */
function cutShort(text: Payload): Payload {
  if (typeof text !== 'string') return text.slice(0, text.length >> 1)
  const half = text.slice(0, text.length >> 1)
  try {
    JSON.parse(half)
    return '{'
  } catch {
    return half
  }
}

const respondInParts: WriteParts = (status, headers, parts) => {
  const iterator = parts[Symbol.asyncIterator]()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: () => void iterator.return?.(),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status, headers })
}
