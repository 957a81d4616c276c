/** The floor: node:http alone. Its answers equal the mock's byte for byte, except for random values. */
import { createServer } from 'node:http'
import { createState } from './state.mjs'

const seed = JSON.parse(process.argv[2])
const state = await createState(seed)
const accounts = seed.paths.channel.split('{}')[0]

const server = createServer(async (request, response) => {
  const { method, url } = request
  if (method === 'GET' && url.startsWith(accounts)) {
    const [account, collection, channel, ...more] = url.slice(accounts.length).split('/')
    if (collection !== 'channels' || more.length > 0) return refuse(response, 404)
    return answer(response, state.channel(account, channel, request.headers.authorization), seed.headers.channel)
  }
  if (method === 'POST' && url === seed.paths.token) {
    let text = ''
    request.setEncoding('utf8')
    for await (const chunk of request) text += chunk
    return answer(response, await state.token(new URLSearchParams(text)), seed.headers.token)
  }
  return refuse(response, 404)
})

function answer(response, body, headers) {
  if (typeof body === 'number') return refuse(response, body)
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

function refuse(response, status) {
  response.writeHead(status)
  response.end()
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
