import type { TokenSource, TokenStore } from 'onair'
import type { createKollusLive as CreateKollusLive } from 'onair/kollus-live'
import type { createLivepush as CreateLivepush } from 'onair/livepush'
import type { RedisClient } from 'onair/redis'
import type { createMock as CreateMock, Mock, StateStorage } from 'onair/mock'

interface Context {
  readonly req: { readonly raw: Request; header(name: string): string | undefined }
  body(body: null, status: number, headers: Record<string, string>): Response
}

/** What later blocks of the README and of docs use from the earlier ones, and from the reader's own code. */
declare global {
  const createKollusLive: typeof CreateKollusLive
  const createLivepush: typeof CreateLivepush
  const kollus: ReturnType<typeof CreateKollusLive>
  const createMock: typeof CreateMock
  const mock: Mock
  const auth: TokenSource
  const request: Request
  const callbackUrl: string
  const streamId: string
  const test: (name: string, run: (t: { after(close: () => Promise<void>): void }) => Promise<void>) => void
  const assert: { equal(actual: unknown, expected: unknown): void }
  const store: TokenStore
  const redisClient: RedisClient
  const states: Map<string, string>
  const apiKey: string
  const clientId: string
  const clientSecret: string
  const username: string
  const password: string
  const redirectUri: string
  const serviceAccount: string
  const personalAccessToken: string
  const channelKey: string
  const securityKey: string
  const customKey: string
  const url: string
  const isEnrolled: (viewer: string | undefined) => Promise<boolean>
  const accessToken: string
  const keyPairId: string
  const privateKey: CryptoKey
  const publicKey: CryptoKey
  const secret: string
  const token: string
  const tokenKey: string
  const storage: StateStorage
  /** A Hono application. */
  const app: {
    all(path: string, handler: (c: Context) => Promise<Response>): void
    post(path: string, handler: (c: Context) => Promise<Response>): void
    options(path: string, handler: (c: Context) => Response): void
  }
}
