import { providerNames } from './providers.js'
import type { OwnControls } from './types.js'

/** `kollus-live` → `kollusLive`. */
export const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** Adds the controls of the package's providers, by their names in camelCase. They are looked up when they are used. */
export function addOwnControls<T extends object>(target: T, controlsOf: (provider: string) => object): T & OwnControls {
  for (const name of providerNames) {
    Object.defineProperty(target, camelCase(name), { get: () => controlsOf(name), enumerable: true })
  }
  return target as T & OwnControls
}

/** Controls as an object with a function for every name. */
export const controlsBy = (run: (control: string, input: unknown) => Promise<unknown>): object =>
  new Proxy(
    {},
    {
      // Without a `then`, so that a promise that resolves to this object does not treat it as a promise.
      get: (_, control) =>
        typeof control === 'string' && control !== 'then' ? (input: unknown) => run(control, input) : undefined,
    },
  )
