import type { Definition } from './core/definition/define-provider.js'
import type { GenerationOptions } from './core/generation.js'
import type { Instance } from './core/instance.js'
import { isLoopbackHost } from './core/http/host.js'
import { pathOf } from './core/http/paths.js'
import type { RealHosts } from './core/http/real-hosts.js'
import { toResponse, type ServerConnection } from './core/http/reply.js'
import { inProcessWebSocket } from './core/sockets/in-process-socket.js'
import type { Connect } from './core/sockets/upgrade-router.js'
import type { Keeper } from './core/state/keeper.js'
import { MachineTime } from './core/time/time-source.js'
import { checkName, checkOptions, isObject, must } from './core/validate.js'
import { createHandle, nameOf } from './handle.js'
import { optionRules, readClock } from './mock-options.js'
import type { ListenOptions, Listening } from './node/serve.js'
import { providerNames, providers, type ProviderName } from './providers.js'
import { version } from './version.js'
import type { Mock, MockOptions, ProviderOrName, Sandbox } from './types.js'

const origin = 'http://onair.localhost'

/**
 * Creates a mock of providers. It keeps state, refuses what the providers would refuse, and has its own clock and random numbers. Rejects
 * with a `RangeError` for a wrong option.
 *
 * @example
 * const mock = await createMock()
 * const { accessToken } = await mock.grant('kollus-live')
 * const kollus = createKollusLive({ serviceAccount: 'demo', auth: staticToken(accessToken), ...mock.client })
 * await mock.close()
 */
export async function createMock<P extends ProviderOrName = ProviderName>(options: MockOptions<P> = {}): Promise<Mock> {
  const { mock, load } = openMock(options)
  await load()
  return mock
}

/**
 * Creates a mock that can listen before its providers are loaded. `/_mock/health` responds at once; other requests load the providers and
 * wait. Call the other methods after `load` has resolved.
 */
export function openMock<P extends ProviderOrName = ProviderName>(
  options: MockOptions<P> = {},
): { readonly mock: Mock; readonly load: () => Promise<void> } {
  checkOptions('option', options as MockOptions, optionRules)
  const listed: readonly ProviderOrName[] = options.providers ?? providerNames
  const isProvider = (one: unknown) =>
    typeof one === 'string' || isObject.holds((one as Partial<Definition> | null)?.parts)
  must(listed.every(isProvider), "The option 'providers' takes names and results of defineProvider()")
  const names = listed.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  must(twice === undefined, `There are two providers '${twice}': each needs its own name`)
  for (const name of listed.filter((one) => typeof one === 'string')) checkName('provider', name, providerNames)
  const known = [...new Set([...names, ...providerNames])]
  for (const part of [options.policy, options.limits || {}, options.seed, options.servers]) {
    for (const name of Object.keys(part ?? {})) checkName('provider', name, known)
  }
  must(
    !options.state || !options.storage,
    "Pass 'state' or 'storage', not both: each sets the state that the mock starts from",
  )
  const clock = readClock(options.clock)
  const basePath = options.basePath === '/' ? '' : (options.basePath ?? '')
  const sandboxes = new Map<string, Instance>()
  const listening = new Set<Listening>()
  let open: (sandbox: string) => Instance
  let hosts: RealHosts
  let keeper: Keeper | undefined
  let root: Instance | undefined
  let loading: Promise<void> | undefined

  const load = () =>
    (loading ??= (async () => {
      const definitionOf = async (one: ProviderName | Definition) => {
        if (typeof one === 'string') return providers[one]()
        const { checkSchemas } = await import('./core/http/route.js')
        await checkSchemas(one.parts)
        return one
      }
      // All at once: the files of one are read while those of another are compiled.
      const [definitions, { Instance }, { RealHosts }] = await Promise.all([
        Promise.all(listed.map(definitionOf)),
        import('./core/instance.js'),
        import('./core/http/real-hosts.js'),
      ])
      const shared: Omit<GenerationOptions, 'clock' | 'followers' | 'prefix' | 'sandbox'> = {
        definitions,
        randomSeed: options.randomSeed ?? 'onair',
        seed: options.seed ?? {},
        limits: options.limits ?? {},
        policy: options.policy ?? {},
        deliver: async (delivery) => (await import('./node/deliver.js')).deliver(delivery),
        showSecrets: options.showSecrets ?? false,
        log: options.log,
        onExchange: options.onExchange,
      }
      hosts = new RealHosts(definitions, options.servers ?? {}, basePath)
      open = (sandbox) => new Instance({ ...shared, sandbox, prefix: basePath + sandbox }, clock)
      const opened = open('')
      if (options.state) await opened.resume(options.state)
      const { storage } = options
      if (storage) keeper = await (await import('./core/state/keeper.js')).openKeeper(storage, opened)
      root = opened
    })())

  const main = (): Instance => {
    if (!root) throw new Error('The providers of this mock are not loaded yet: await load() first.')
    return root
  }
  const sandboxOf = (name: string): Instance => {
    main()
    let found = sandboxes.get(name)
    if (!found) {
      must(isSandboxName(name), `The ${nameRule}`)
      must(sandboxes.size < mostSandboxes, tooMany)
      sandboxes.set(name, (found = open(`/t/${name}`)))
    }
    return found
  }

  /** The path of a URL below the base path. Null if it is not below it. */
  const pathBelow = (url: string): string | null => {
    const path = pathOf(url)
    if (path === basePath) return '/'
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : null
  }

  /** The mock or sandbox that a path belongs to, or a refusal. */
  const instanceOf = (path: string | null): Instance | Response => {
    const refuse = (message: string, status = 404) =>
      toResponse({ status, body: { message: `onair mock: ${message}` } })
    if (path === null) return refuse(`this mock is below ${basePath}/`)
    const [, name] = /^\/t\/([^/]*)/.exec(path) ?? []
    if (name === undefined) return main()
    if (!isSandboxName(name)) return refuse(`the ${nameRule}: /t/{name}/…`)
    return sandboxes.size < mostSandboxes || sandboxes.has(name) ? sandboxOf(name) : refuse(tooMany, 503)
  }

  /** Handles every request, in process and over HTTP. Synchronous once the providers are loaded. */
  const handleRequest = (request: Request, connection?: ServerConnection): Response | Promise<Response> => {
    const path = pathBelow(request.url)
    if (path === '/_mock/health')
      return toResponse({ status: 200, body: { status: 'ok', version, startedAt, now: now(), providers: names } })
    if (!root) return load().then(() => handleRequest(request, connection))
    const instance = instanceOf(path)
    if (instance instanceof Response) return instance
    const below = path!.slice(instance.sandbox.length)
    if (below === '' || below === '/') return front(request, instance.prefix)
    const { clock, generation } = instance
    const isControl = below === '/_mock' || below.startsWith('/_mock/')
    // The state must be saved before the response is sent.
    const isKept = keeper !== undefined && instance === root
    const wire = isKept && connection ? { ...connection, write: undefined } : connection
    const answered = isControl ? control(request, instance, wire) : generation.fetch(request, wire)
    const kept = isKept ? keeper!.keep(answered) : answered
    // An advance by the control API waits for the requests in progress, so it must not count as one.
    return isControl ? kept : clock.answering(kept)
  }
  /** Handles requests below `/_mock`. Off by default for a mock that is mounted in an application, because its users could reach it. */
  const control = async (request: Request, instance: Instance, connection: ServerConnection | undefined) => {
    const { control, refuseMounted } = await import('./control/app.js')
    const { control: allowed = options.basePath === undefined } = options
    if (!connection && allowed === false) return refuseMounted()
    const { prefix, sandbox: path } = instance
    const sandbox = path === '' ? mock : mock.sandbox(path.slice('/t/'.length))
    const token = typeof allowed === 'object' ? { controlToken: allowed.token } : undefined
    return control.fetch(request, { sandbox, instance, prefix, mock, connection: connection ?? token })
  }
  const startedAt = new MachineTime().now()
  const now = () => root?.clock.now() ?? clock.start ?? null

  /** The same for WebSockets. */
  const connect: Connect = (request, offered) => {
    if (!root) return load().then(() => connect(request, offered))
    const instance = instanceOf(pathBelow(request.url))
    return instance instanceof Response ? { refused: instance } : instance.generation.connect(request, offered)
  }

  /**
   * The mock's address for a request in process. Real hosts map to paths below `prefix`. Throws a `TypeError` for an unknown host, as `fetch`
   * does without a network.
   */
  const addressOf = (url: string, prefix: string): string => {
    if (url.startsWith(`${origin}/`)) return url
    const found = hosts.locate(url, prefix)
    if (found !== undefined) return found
    const isMounted = options.basePath !== undefined && pathBelow(url) !== null
    const { host } = new URL(url)
    if (isMounted || isLoopbackHost(host)) return url
    throw new TypeError(
      `onair mock: ${host} is not a host of a provider, and the mock uses no network. It serves ${hosts.names.join(', ')}. Add hosts with the option 'servers', or set the path where the mock is mounted with 'basePath'.`,
    )
  }

  const fetchBelow =
    (prefix: string): typeof globalThis.fetch =>
    async (input, init) => {
      // Not copied, because the platform cannot copy request objects of servers such as @hono/node-server.
      const isWhole = input instanceof Request && init === undefined && !input.bodyUsed
      const request = isWhole ? input : new Request(input, init)
      request.signal.throwIfAborted()
      try {
        if (!root) await load()
        const address = addressOf(request.url, prefix)
        return await handleRequest(address === request.url ? request : new Request(address, request))
      } finally {
        request.signal.throwIfAborted()
      }
    }
  const connectBelow =
    (prefix: string): Connect =>
    async (request, offered) => {
      if (!root) await load()
      return connect({ ...request, url: addressOf(request.url, prefix) }, offered)
    }

  const handle = (find: () => Instance, sandbox: string, close: () => Promise<void>): Sandbox => {
    const prefix = basePath + sandbox
    return createHandle({
      find,
      url: origin + prefix,
      fetch: fetchBelow(prefix),
      webSocket: inProcessWebSocket(connectBelow(prefix)),
      pathOf: (url) => pathBelow(hosts.locate(url, prefix) ?? url) ?? '',
      close,
    })
  }

  const ofMock = handle(main, '', async () => {
    for (const one of sandboxes.values()) one.close()
    sandboxes.clear()
    try {
      await keeper?.save()
    } finally {
      root?.close()
      await Promise.all([...listening].map((one) => one.close()))
    }
  })
  const mock: Mock = Object.assign(ofMock, {
    sandbox(name: string) {
      sandboxOf(name)
      const close = async () => {
        sandboxes.get(name)?.close()
        sandboxes.delete(name)
      }
      return handle(() => sandboxOf(name), `/t/${name}`, close)
    },
    sandboxes: () => [...sandboxes.keys()],
    async listen(where?: ListenOptions) {
      const { serve } = await import('./node/serve.js')
      const server = await serve(handleRequest, where, connect)
      const url = server.url + basePath
      const served = {
        ...server,
        url,
        get client() {
          return { baseUrl: url, clock: main().clock }
        },
        close: async () => {
          listening.delete(served)
          await server.close()
        },
      }
      listening.add(served)
      return served
    },
  })
  return { mock, load }
}

/** The root path: redirects browsers to the dashboard, and sends other clients the main addresses. */
function front({ headers }: Request, prefix: string): Response {
  const dashboard = `${prefix}/_mock/`
  if (headers.get('accept')?.includes('text/html')) return toResponse({ status: 302, headers: { location: dashboard } })
  const api = { dashboard, controlApi: `${prefix}/_mock/api/openapi.json`, health: `${prefix}/_mock/health` }
  return toResponse({ status: 200, body: { message: `This is an onair mock, version ${version}.`, ...api } })
}

const nameRule = 'name of a sandbox has 1 to 64 letters, digits, - and _'
const isSandboxName = (name: unknown): boolean => typeof name === 'string' && /^[\w-]{1,64}$/.test(name)

/** The first request below `/t/{name}/` creates a sandbox, so their number needs a bound. */
const mostSandboxes = 1000
const tooMany = `There are already ${mostSandboxes} sandboxes: delete one with close() or DELETE /_mock/api/sandboxes/{name}`
