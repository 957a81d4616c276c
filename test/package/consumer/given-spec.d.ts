/** What `onair generate` writes for the reader's own provider, as far as the README's block needs it. */
declare module '*/generated/twitch/mock.js' {
  export const twitch: import('onair/mock').MockSpec<unknown, Record<string, never>>
}
