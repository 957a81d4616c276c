/** The providers that come with the package. Each is loaded on demand, so that a mock of one does not pay for the others. */
export const providers = {
  'kollus-live': async () => (await import('./kollus-live/index.js')).kollusLive,
  dlive: async () => (await import('./dlive/index.js')).dlive,
  livepush: async () => (await import('./livepush/index.js')).livepush,
  ovenstudio: async () => (await import('./ovenstudio/index.js')).ovenstudio,
}

export type ProviderName = keyof typeof providers

/** Their names. */
export const providerNames = Object.keys(providers) as readonly ProviderName[]
