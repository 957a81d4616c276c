/** The package's providers. Each is loaded on demand, so that a mock does not load providers that it does not serve. */
export const providers = {
  'kollus-live': async () => (await import('./kollus-live/index.js')).kollusLive,
  dlive: async () => (await import('./dlive/index.js')).dlive,
  livepush: async () => (await import('./livepush/index.js')).livepush,
  ovenstudio: async () => (await import('./ovenstudio/index.js')).ovenstudio,
}

export type ProviderName = keyof typeof providers

/** The names of the package's providers. */
export const providerNames = Object.keys(providers) as readonly ProviderName[]
