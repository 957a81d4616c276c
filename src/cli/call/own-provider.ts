import { quoted } from '../../../mock/core/quoted.js'
import { createProvider } from '../../http/client.js'
import { UsageError } from '../../errors/on-air-error.js'
import type { CallableProvider, CallClient, Setting } from './providers.js'

/** Whether a word names an OpenAPI document, and not a provider. */
export const isDocument = (word: string): boolean => /[/\\]|\.(ya?ml|json)$/i.test(word)

/** The provider that an OpenAPI document describes. Throws a `UsageError` if it cannot be read. */
export async function ownProvider(path: string): Promise<CallableProvider> {
  const { readCallSpec, SpecError } = await import('../generate/index.js')
  try {
    const spec = await readCallSpec(path)
    const { provider, clientOptions, keys = {} } = spec.profile
    const settings: Setting[] = [
      ...Object.entries(clientOptions)
        .filter(([, option]) => !(option in keys))
        .map(([name, property]) => ({ name, property, note: `The value of ${name}` })),
      ...Object.entries(keys).map(([property, { name, in: place, optional }]) => ({
        name: property,
        property,
        note: `The API key that is sent as ${name} (${place})`,
        isKey: true as const,
        isOptional: optional,
      })),
    ]
    return {
      name: provider,
      word: /[^\w./\\:-]/.test(path) ? quoted(path) : path,
      isOwn: true,
      spec,
      settings,
      createClient({ auth, ...options }) {
        // A call needs the options and the token of its own operation only.
        const profile = {
          ...spec.profile,
          clientOptions: Object.fromEntries(Object.entries(clientOptions).filter(([, option]) => option in options)),
          keys: Object.fromEntries(Object.entries(keys).filter(([option]) => option in options)),
          ...(!auth && { auth: 'none' as const }),
        }
        return createProvider({ ...spec, profile })({
          ...(auth && { auth }),
          ...options,
        } as never) as unknown as CallClient
      },
    }
  } catch (error) {
    throw error instanceof SpecError ? new UsageError(error.message.split('\n').slice(0, 5).join('; ')) : error
  }
}
