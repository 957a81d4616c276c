import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'redis'
import { startRedis, type RedisServer } from '../support/redis.js'

/** Sends one command to one server. */
async function ask(server: RedisServer, ...words: string[]): Promise<unknown> {
  const client = createClient({ url: server.url, RESP: 2 }).on('error', () => undefined)
  await client.connect()
  try {
    return await client.sendCommand(words)
  } finally {
    client.destroy()
  }
}

/**
 * A Redis and its replica behind one address, as hosting providers offer them: a client connects to the primary, and is disconnected when
 * that changes.
 */
export class RedisPair {
  #primary: RedisServer
  #replica: RedisServer
  readonly #sockets = new Set<Socket>()
  readonly #front = createServer((near) => {
    const far = connect(this.#primary.port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })

  private constructor(primary: RedisServer, replica: RedisServer) {
    this.#primary = primary
    this.#replica = replica
  }

  static async start(): Promise<RedisPair> {
    const words = ['--repl-diskless-sync-delay', '0', '--repl-diskless-load', 'swapdb']
    const pair = new RedisPair(await startRedis(...words), await startRedis(...words))
    await once(pair.#front.listen(0, '127.0.0.1'), 'listening')
    await pair.#follow()
    return pair
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#front.address() as AddressInfo).port}`
  }

  /** It crashes and restarts empty, and so does its replica. */
  async lose(): Promise<void> {
    await this.#primary.kill()
    await wait(200)
    await this.#primary.start()
    await this.#follow()
  }

  /** It stops for a while. */
  async stop(ms: number): Promise<void> {
    this.#primary.pause()
    await wait(ms)
    this.#primary.resume()
  }

  /** Primary and replica change roles, as in maintenance: no write is lost. */
  async failOver(): Promise<void> {
    await ask(this.#primary, 'FAILOVER')
    while (!(await this.#isPrimary(this.#replica))) await wait(5)
    this.#swap()
  }

  /** The primary crashes, and the replica takes its place with the data that it has. */
  async crash(): Promise<void> {
    await this.#primary.kill()
    await ask(this.#replica, 'REPLICAOF', 'NO', 'ONE')
    this.#swap()
    await this.#replica.start()
    await this.#follow()
  }

  async end(): Promise<void> {
    this.#front.close()
    this.#cutOff()
    await Promise.all([this.#primary.kill(), this.#replica.kill()])
  }

  #swap(): void {
    ;[this.#primary, this.#replica] = [this.#replica, this.#primary]
    this.#cutOff()
  }

  #cutOff(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async #isPrimary(server: RedisServer): Promise<boolean> {
    return ((await ask(server, 'ROLE')) as unknown[])[0] === 'master'
  }

  /** The replica follows the primary, and has all of its data. */
  async #follow(): Promise<void> {
    await ask(this.#replica, 'REPLICAOF', '127.0.0.1', String(this.#primary.port))
    while (((await ask(this.#replica, 'ROLE')) as unknown[])[3] !== 'connected') await wait(5)
  }
}
