import type { MockSpec } from '../../../specs/profile.js'
import { UsageError } from '../../errors/on-air-error.js'
import type { BaseOptions } from '../../http/options.js'
import type { AnyResult } from '../../http/result.js'
import { unknown } from '../command.js'
import { isDocument, ownProvider } from './own-provider.js'

/** The part of a client that makes calls. `query` and `mutate` are there if the provider has GraphQL. */
export interface CallClient {
  readonly call: (operation: string, init: object) => Promise<AnyResult>
  readonly query?: GraphQLCall
  readonly mutate?: GraphQLCall
}

type GraphQLCall = (
  document: string,
  variables: object,
  options: { readonly signal: AbortSignal },
) => Promise<AnyResult>

/** A text that a client needs besides the token: the name of its option of the command and of the client's own option. */
export interface Setting {
  readonly name: string
  readonly property: string
  readonly note: string
  /** `--base-url` says it too. */
  readonly isAddress?: true
  /** It is secret, so it comes from the environment only, and only calls that send it need it. */
  readonly isKey?: true
  /** Each operation that takes it can also be called without it. */
  readonly isOptional?: true | undefined
}

/** A provider whose operations can be called. */
export interface CallableProvider {
  readonly name: string
  /** Its word on the command line: its name, or the path of a document. */
  readonly word: string
  /** It comes from the user's document, so it gets no tokens of accounts: those belong to the provider of that name. */
  readonly isOwn?: boolean
  readonly spec: MockSpec<unknown, unknown>
  readonly settings: readonly Setting[]
  createClient(options: Partial<BaseOptions> & Readonly<Record<string, unknown>>): CallClient
  /** GraphQL documents by name, and the schema that they are written for. */
  readonly graphql?: () => Promise<{ readonly documents: Readonly<Record<string, string>>; readonly sdl: string }>
}

interface Loaded extends Pick<CallableProvider, 'spec' | 'graphql'> {
  readonly settings?: readonly Setting[]
  readonly createClient: (options: never) => object
}

const providers: Readonly<Record<string, () => Promise<Loaded>>> = {
  'kollus-live': async () => {
    const [{ createKollusLive: createClient }, { kollusLive: spec }] = await Promise.all([
      import('../../kollus-live/index.js'),
      import('../../../generated/kollus-live/mock.js'),
    ])
    return { spec, createClient }
  },
  dlive: async () => {
    const [{ createDLive: createClient }, { dlive: spec }] = await Promise.all([
      import('../../dlive/index.js'),
      import('../../../generated/dlive/mock.js'),
    ])
    const graphql = async () => {
      const exported = Object.entries(await import('../../../generated/dlive/documents.js'))
      const documents = exported.flatMap(([name, value]) =>
        name.endsWith('Document') ? [[name.slice(0, -'Document'.length), String(value)]] : [],
      )
      return {
        documents: Object.fromEntries(documents) as Record<string, string>,
        sdl: (await import('../../../generated/dlive/annotated-sdl.js')).annotatedSdl,
      }
    }
    return { spec, createClient, graphql }
  },
  livepush: async () => {
    const [{ createLivepush: createClient }, { livepush: spec }] = await Promise.all([
      import('../../livepush/index.js'),
      import('../../../generated/livepush/mock.js'),
    ])
    return { spec, createClient }
  },
  ovenstudio: async () => {
    const [{ createOvenStudio }, { ovenstudio: spec }] = await Promise.all([
      import('../../ovenstudio/index.js'),
      import('../../../generated/ovenstudio/mock.js'),
    ])
    const host: Setting = {
      name: 'host',
      property: 'host',
      note: 'Your machine: studio.example.com; without TLS http://192.0.2.1:8080',
      isAddress: true,
    }
    return {
      spec,
      settings: [host],
      createClient: ({ host, ...options }: BaseOptions & { readonly host: string }) =>
        createOvenStudio({ ...options, ...readAddress(host) }),
    }
  },
}

/** `http://192.0.2.1:8080` as the parts that the client takes. */
function readAddress(address: string) {
  const full = /^https?:\/\//.test(address) ? address : `https://${address}`
  if (!URL.canParse(full)) throw new UsageError('--host is a domain or an address, such as studio.example.com.')
  const { protocol, hostname: host, port } = new URL(full)
  return { host, plainHttp: protocol === 'http:', ...(port !== '' && { port: Number(port) }) }
}

/** The names of all providers. */
export const callableProviders = Object.keys(providers)

/**
 * A provider of the package, or that of an OpenAPI document by its path. Throws a `UsageError` for an unknown name, and for a document that
 * cannot be read.
 */
export async function callableProvider(name: string): Promise<CallableProvider> {
  if (isDocument(name)) return ownProvider(name)
  const load = Object.hasOwn(providers, name) ? providers[name] : undefined
  if (!load) {
    const known = `There are: ${callableProviders.join(', ')}, and OpenAPI documents by their paths, such as ./openapi.yaml.`
    throw unknown('provider', name, callableProviders, known)
  }
  const { createClient, settings = [], ...loaded } = await load()
  const filled = Object.entries(loaded.spec.profile.clientOptions).map(([name, property]) => ({
    name,
    property,
    note: `The client's option ${property}`,
  }))
  return {
    name,
    word: name,
    ...loaded,
    settings: [...filled, ...settings],
    createClient: (options) => createClient(options as never) as CallClient,
  }
}
