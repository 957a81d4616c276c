import { Agent, request } from 'node:http'

/** One request that is sent repeatedly. */
export interface Question {
  readonly port: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** Headers without those that belong to the connection or the time. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const momentary = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

/** One answer. Rejects after five seconds. */
export function ask({ port, method, path, headers, body }: Question, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent, timeout: 5000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => {
        const kept = Object.entries(response.headers).filter(([name]) => !momentary.has(name))
        resolve({
          status: response.statusCode!,
          headers: Object.fromEntries(kept) as Record<string, string>,
          body: text,
        })
      })
    })
    sent.on('timeout', () => sent.destroy(new Error(`No answer from port ${port} within five seconds.`)))
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Sends `count` requests over `connections` that stay open. Throws at the first answer that is not 200. */
export async function load(question: Question, count: number, connections = 8): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let left = count
  const worker = async () => {
    while (left-- > 0) {
      const { status, body } = await ask(question, agent)
      if (status !== 200) throw new Error(`${question.method} ${question.path} was answered with ${status}: ${body}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, worker))
  } finally {
    agent.destroy()
  }
}
