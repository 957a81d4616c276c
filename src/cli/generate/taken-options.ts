import type { BaseOptions } from '../../http/options.js'

/** Names of options that every client has. */
export const takenOptions: Readonly<Record<keyof BaseOptions, true>> = {
  auth: true,
  baseUrl: true,
  servers: true,
  fetch: true,
  clock: true,
  retry: true,
  limit: true,
  maxRetryAfter: true,
  timeout: true,
  maxResponseBytes: true,
  validate: true,
  log: true,
}
