import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Child } from './child.js'
import { ask } from './load.js'
import type { Server } from './servers.js'

const prismCli = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js')
const spec = fileURLToPath(new URL('../specs/kollus-live/openapi.yaml', import.meta.url))

/** Prism's own mock of the spec: a stateless peer that answers with an example. It knows no token, so it gets GETs only. */
export async function startPrism(like: Server): Promise<Pick<Server, 'name' | 'child' | 'channel'>> {
  const port = await freePort()
  const child = new Child(prismCli, ['mock', '-v', 'silent', '-h', '127.0.0.1', '-p', String(port), spec])
  const path = like.channel.path.replace('/kollus-live/api', '')
  const channel = { ...like.channel, port, path }
  try {
    const deadline = Date.now() + 30_000
    for (;;) {
      const answer = await ask(channel).catch(() => null)
      if (answer?.status === 200) return { name: 'Prism', child, channel }
      if (answer || Date.now() > deadline) throw new Error(`Prism does not answer with 200: ${JSON.stringify(answer)}`)
      await new Promise((wake) => setTimeout(wake, 100))
    }
  } catch (error) {
    await child.end()
    throw error
  }
}

/** A free port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
