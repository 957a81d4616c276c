/** As far as an example of a doc comment needs it: the project has no types of Node.js. */
declare module 'node:sqlite' {
  export class DatabaseSync {
    constructor(path: string)
    exec(sql: string): void
    prepare(sql: string): ReturnType<import('onair/node').SqliteDatabase['prepare']>
  }
}
/** What `onair generate` writes for the reader's own provider, as far as the blocks of the documents need it. */
declare module '*/generated/twitch/mock.js' {
  export const twitch: import('onair/mock').MockSpec<unknown, Record<string, never>>
}
declare module '*/generated/twitch/index.js' {
  export const twitch: import('onair').Spec<{}, {}, import('onair').SigningProfile>
}
declare module '*/generated/api-video/index.js' {
  type Profile = Omit<import('onair').SigningProfile, 'clientOptions' | 'oauth'> & {
    readonly clientOptions: {}
    readonly oauth: Omit<import('onair').SigningProfile['oauth'], 'clientAuthentication'> & {
      readonly clientAuthentication: 'api_key'
    }
  }
  export const apiVideo: import('onair').Spec<{}, {}, Profile>
}
/** What it writes for the provider of the doc comments, as far as they need it. */
declare module '*/generated/beacon/index.js' {
  type Streams = { responses: { 200: { content: { 'application/json': { id: number; title: string }[] } } } }
  type Profile = Omit<import('onair').SigningProfile, 'clientOptions' | 'scopes'> & {
    readonly clientOptions: {}
    readonly scopes: readonly ['streams.read']
  }
  type Table = { readonly listStreams: import('onair').OperationTable[string] }
  export const beacon: import('onair').Spec<{}, { listStreams: Streams }, Profile, Table>
}

/** The reader installs undici. */
declare module 'undici' {
  export const Agent: new (options: {
    readonly connections: number
  }) => Parameters<typeof import('onair/node').dispatcherFetch>[0]
}
