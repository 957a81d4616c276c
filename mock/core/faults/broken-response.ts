import { respond, type ServerConnection, type Write, type WriteParts } from '../http/reply.js'
import type { MockClock } from '../time/clock.js'

/**
 * The ways in which an answer does not arrive as it should. Over a socket the connection is really reset or broken; in process the client
 * sees the errors that Node's `fetch` gives then.
 */

/** What `fetch` rejects with if the connection is reset before the answer. */
export class ConnectionResetError extends TypeError {
  constructor() {
    super('fetch failed', { cause: faultOf('Error', 'ECONNRESET', 'read ECONNRESET') })
  }
}

/** What a body's stream fails with if the connection breaks before its end. */
const terminated = () =>
  new TypeError('terminated', { cause: faultOf('SocketError', 'UND_ERR_SOCKET', 'other side closed') })

const faultOf = (name: string, code: string, message: string) => Object.assign(new Error(message), { name, code })

/** No answer: the connection is reset. */
export const drop =
  (connection: ServerConnection | undefined): Write =>
  () => {
    if (connection?.reset) return connection.reset()
    throw new ConnectionResetError()
  }

/** The whole length is promised, and fewer bytes come. Without a body there is nothing to cut, so that nothing comes at all. */
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

/** A whole answer, whose text is cut short. An answer without a body stays as it is. */
export const malform =
  (connection: ServerConnection | undefined): Write =>
  (status, headers, body) =>
    (connection?.write ?? respond)(status, headers, body && cutShort(body))

/** The body comes at so many bytes a second of the mock's time; all that is left of it at once after a reset. */
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
        // Whole milliseconds, so that the clock shows no fractions.
        const due = Math.ceil(((sent + part.length) / bytesPerSecond) * 1000)
        if (clock.era === era) await clock.sleep(due - waited, { signal })
        waited = due
        yield part
      }
    }
    return (connection?.writeParts ?? respondInParts)(status, headers, dripping())
  }

function withLength(headers: Record<string, string>, body: string): Uint8Array {
  const bytes = new TextEncoder().encode(body)
  headers['content-length'] = String(bytes.length)
  return bytes
}

/** The first half of a text; of a number, half of which is JSON too, a brace. */
function cutShort(text: string): string {
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
