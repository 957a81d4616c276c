/** The environment variable of a value of a provider: `kollus-live`, `clientId` → `KOLLUS_LIVE_CLIENT_ID`. */
export const variableOf = (provider: string, name: string): string =>
  `${provider}-${name}`
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/\W+/g, '_')
    .toUpperCase()
