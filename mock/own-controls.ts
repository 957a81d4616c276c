import { providerNames } from './providers.js'
import type { OwnControls } from './types.js'

/** `kollus-live` → `kollusLive`. */
export const camelCase = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** The controls of the package's providers under their names in camelCase, looked up when they are used. */
export function addOwnControls<T extends object>(target: T, controlsOf: (provider: string) => object): T & OwnControls {
  for (const name of providerNames) {
    Object.defineProperty(target, camelCase(name), { get: () => controlsOf(name), enumerable: true })
  }
  return target as T & OwnControls
}

/** Controls as an object of functions: one under each name that is asked for. */
export const controlsBy = (run: (control: string, input: unknown) => Promise<unknown>): object =>
  new Proxy(
    {},
    {
      // A promise that is resolved with this must not take it for another one.
      get: (_, control) =>
        typeof control === 'string' && control !== 'then' ? (input: unknown) => run(control, input) : undefined,
    },
  )
