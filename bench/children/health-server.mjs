/** The floor of the cold start: as little of a server as there can be. */
import { createServer } from 'node:http'

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"status":"ok"}')
}).listen(Number(process.argv[2]), '127.0.0.1')
