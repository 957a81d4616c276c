import { loadControls, runControl } from './core/definition/controls.js'
import type { Instance } from './core/instance.js'
import { UnknownError } from './core/unknown-error.js'
import { checkOptions, isList, isText, must } from './core/validate.js'
import { grantsOf } from './oauth/grant-summary.js'
import { addOwnControls, controlsBy } from './own-controls.js'
import type { OwnControls, ProviderHandle, ProviderOrName, Sandbox } from './types.js'

interface HandleOptions extends Pick<Sandbox, 'url' | 'fetch' | 'webSocket' | 'close'> {
  /** The instance of the handle. Creates a new one if a closed sandbox is used again. */
  readonly find: () => Instance
  /** The path of a URL below the mock's base path. The URL may be a provider's real one. */
  readonly pathOf: (url: string) => string
}

export const nameOf = (provider: ProviderOrName): string => (typeof provider === 'string' ? provider : provider.name)

/** The public methods of a mock or a sandbox. */
export function createHandle({ find, url, fetch, webSocket, pathOf, close }: HandleOptions): Sandbox {
  const provider = <P extends ProviderOrName>(one: P): ProviderHandle<P> => {
    const name = nameOf(one)
    const { credentials } = find().world(name)
    return { controls: controlsOf(find, name), credentials: credentials }
  }
  const oauthOf = (name: string) => {
    const world = find().world(name)
    if (!world.oauth) throw new RangeError(`${name} has no OAuth.`)
    return { ...world, oauth: world.oauth }
  }
  const handle: Omit<Sandbox, keyof OwnControls> = {
    url,
    fetch,
    webSocket,
    get client() {
      return { baseUrl: url, fetch, webSocket, clock: find().clock }
    },
    get clock() {
      return find().clock
    },
    faults: {
      add: (fault) => find().generation.faults.add(fault),
      list: () => find().generation.faults.list(),
      clear: (which) => find().generation.faults.clear(which),
    },
    journal: {
      requests: (filter) => find().generation.journal.requests(filter),
      follow: (listener) => find().generation.journal.follow(listener),
      entry: async (id) => (await import('./core/journal/read.js')).readEntry(find(), id),
      har: async (filter) => (await import('./core/journal/read.js')).readHar(find(), filter, url),
    },
    provider,
    credentials: (one) => provider(one).credentials,

    approve: async (asked, decision) => {
      const { consent } = await import('./oauth/consent.js')
      must(URL.canParse(String(asked)), 'approve() takes the complete authorization URL, as begin() returns it')
      const uri = new URL(asked)
      const below = pathOf(uri.href).replace(/^\/t\/[^/]*/, '')
      const name = find().names.find((one) => below.includes(`/${one}/`)) ?? ''
      return consent(oauthOf(name), uri, decision)
    },

    async grant(one, options) {
      checkOptions('option of grant()', options, { account: isText, scopes: isList })
      const { oauth, users, profile, credentials } = oauthOf(nameOf(one))
      const user = options?.account === undefined ? users.first() : users.require(options.account)
      // A client with an API key has no id in the credentials. It is the first too.
      const client = oauth.clients.get(credentials['clientId'] ?? '') ?? oauth.clients.all()[0]
      if (!client) throw new RangeError(`${profile.provider} has no client: add one to the seed.`)
      const tokens = await oauth.grant(user, client, options?.scopes ?? [...profile.scopes])
      const { accessToken, refreshToken, expiresAt } = tokens
      return { accessToken, refreshToken, expiresAt }
    },

    grants(one) {
      const world = find().world(nameOf(one))
      return world.oauth ? grantsOf({ ...world, oauth: world.oauth }) : []
    },
    revoke(one, id) {
      const { oauth, clock, profile } = oauthOf(nameOf(one))
      const isLive = oauth.families.liveFamilies(clock.now()).some(({ family }) => family.id === id)
      if (!isLive) throw new UnknownError(`${profile.provider} has no grant '${id}', or it has ended.`)
      oauth.families.revokeFamily(id, clock.now())
    },
    callbacks: {
      list: (filter) => find().generation.callbacks.list(filter),
      replay: (id) => find().generation.callbacks.replay(id),
    },

    snapshot: () => find().snapshot(),
    restore: (snapshot) => find().restore(snapshot),
    reset: () => find().reset(),
    close,
  }
  return addOwnControls(handle, (name) => controlsOf(find, name))
}

/** The controls of a provider. Each call looks up the world, because a reset replaces it. */
function controlsOf(find: () => Instance, name: string): object {
  const parts = find().partsOf(name)
  return controlsBy(async (control, input) => runControl(await loadControls(parts), control, input, find().world(name)))
}
