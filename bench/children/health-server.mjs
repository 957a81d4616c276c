/** The floor of the cold start: the smallest server that answers. */
import { createServer } from 'node:http'

createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{"status":"ok"}')
}).listen(Number(process.argv[2]), '127.0.0.1')
