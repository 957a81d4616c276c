import * as z from 'zod'
import type { MockOperation, MockSpec } from '../../specs/profile.js'

/** An operation by POST that needs no token. */
const operation = (path: string): MockOperation => ({
  method: 'POST',
  path,
  server: 'api',
  scopes: null,
  body: 'json',
  fields: {},
  idempotent: false,
  page: null,
  evidence: 'documented',
  statuses: { 200: 'documented' },
})

/** A hand-written spec: one operation that accepts any body, and a server for sockets. */
export const madeUp: MockSpec<unknown, { ask: unknown }> = {
  profile: {
    provider: 'madeup',
    title: 'Made up',
    servers: { api: 'https://api.madeup.example', ws: 'wss://ws.madeup.example' },
    clientOptions: {},
    booleans: 'text',
    headers: {},
    authorizationScheme: 'Bearer',
    scopes: [],
    limits: [],
    oauth: null,
  },
  operations: { ask: operation('/ask') },
  schemas: async () => ({ AskBody: z.unknown() }),
  examples: async () => ({}),
}
