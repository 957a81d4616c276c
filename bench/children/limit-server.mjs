/**
 * Answers 200 up to a number of requests in any window, and 429 beyond it. A message `{ requests, window, periods }` resets it. It reports
 * the milliseconds until `periods` windows' worth of requests were answered, and how many requests it refused.
 */
import { createServer } from 'node:http'

let limit = { requests: Infinity, window: 0, periods: 0 }
let starts = []
let refused = 0

const server = createServer((_request, response) => {
  const now = performance.now()
  const { requests, window, periods } = limit
  const last = starts.at(-requests)
  if (last !== undefined && now - last < window) {
    refused++
    return response.writeHead(429).end()
  }
  starts.push(now)
  response.end('{}')
  if (starts.length === requests * periods + 1) process.send({ ms: now - starts[0], refused })
})

process.on('message', (question) => {
  if (typeof question !== 'object') return
  limit = question
  starts = []
  refused = 0
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
