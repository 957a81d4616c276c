import type { Definition } from './core/definition/define-provider.js'
import type { GenerationOptions } from './core/generation.js'
import type { Instance } from './core/instance.js'
import { pathOf } from './core/http/paths.js'
import { toResponse, type Connection } from './core/http/reply.js'
import { inProcessWebSocket } from './core/sockets/in-process-socket.js'
import type { Connect } from './core/sockets/upgrade-router.js'
import type { ClockMode, ClockOptions } from './core/time/clock.js'
import {
  checkName,
  checkOptions,
  isBoolean,
  isFunction,
  isList,
  isObject,
  isText,
  must,
  type Rule,
  type Rules,
} from './core/validate.js'
import { createHandle, nameOf } from './handle.js'
import type { ListenOptions, Listening } from './node/serve.js'
import { providerNames, providers, type ProviderName } from './providers.js'
import { version } from './version.js'
import type { Mock, MockOptions, ProviderOrName, Sandbox } from './types.js'

const isMoment: Rule = {
  must: 'be a Date or epoch milliseconds',
  holds: (value) => (typeof value === 'number' || value instanceof Date) && Number.isFinite(Number(value)),
}

const isSpeed: Rule = {
  must: 'be a number above 0: how many times as fast as the machine',
  holds: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
}

const rules: Rules<MockOptions> = {
  providers: isList,
  seed: isObject,
  randomSeed: isText,
  clock: {
    must: "be 'manual', 'jump', 'system' or { mode, start, speed }",
    holds: (value) => isText.holds(value) || isObject.holds(value),
  },
  limits: { must: 'be false, or limits by provider', holds: (value) => value === false || isObject.holds(value) },
  policy: isObject,
  state: isObject,
  showSecrets: isBoolean,
  log: isFunction,
  onExchange: isFunction,
}

const origin = 'http://onair.localhost'

/**
 * A mock of providers: it keeps state, refuses what they would refuse, and its time and chance can be steered. Rejects with a `RangeError`
 * for an option that is wrong.
 *
 * @example
 * const mock = await createMock()
 * const { accessToken } = await mock.grant('kollus-live')
 */
export async function createMock<P extends ProviderOrName = ProviderName>(options: MockOptions<P> = {}): Promise<Mock> {
  const { mock, load } = openMock(options)
  await load()
  return mock
}

/**
 * A mock that can listen before its providers are loaded: `/_mock/health` answers at once, other requests load them and wait.
 * Everything else of it may be used when `load` has resolved.
 */
export function openMock<P extends ProviderOrName = ProviderName>(
  options: MockOptions<P> = {},
): { readonly mock: Mock; readonly load: () => Promise<void> } {
  checkOptions('option', options as MockOptions, rules)
  const listed: readonly ProviderOrName[] = options.providers ?? providerNames
  const isProvider = (one: unknown) =>
    typeof one === 'string' || isObject.holds((one as Partial<Definition> | null)?.parts)
  must(listed.every(isProvider), "The option 'providers' takes names and what defineProvider() gives")
  const names = listed.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  must(twice === undefined, `There are two providers '${twice}': each needs a name of its own`)
  for (const name of listed.filter((one) => typeof one === 'string')) checkName('provider', name, providerNames)
  const known = [...new Set([...names, ...providerNames])]
  for (const part of [options.policy, options.limits || {}, options.seed]) {
    for (const name of Object.keys(part ?? {})) checkName('provider', name, known)
  }
  const clock = readClock(options.clock)
  const sandboxes = new Map<string, Instance>()
  const listening = new Set<Listening>()
  let open: (prefix: string) => Instance
  let root: Instance | undefined
  let loading: Promise<void> | undefined

  const load = () =>
    (loading ??= (async () => {
      const definitions: Definition[] = []
      for (const one of listed) {
        if (typeof one !== 'string') await (await import('./core/http/route.js')).checkSchemas(one.parts)
        definitions.push(typeof one === 'string' ? await providers[one]() : one)
      }
      const shared: Omit<GenerationOptions, 'clock' | 'followers' | 'prefix'> = {
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
      const { Instance } = await import('./core/instance.js')
      open = (prefix) => new Instance({ ...shared, prefix }, clock)
      root = open('')
      if (options.state) {
        root.restore(options.state)
        await root.clock.catchUp()
      }
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
      sandboxes.set(name, (found = open(`/t/${name}`)))
    }
    return found
  }

  /** The mock or sandbox that a URL belongs to; a refusal where the name of the sandbox is none. */
  const instanceOf = (url: string): Instance | Response => {
    const [, name] = /^\/t\/([^/]*)/.exec(pathOf(url)) ?? []
    if (name === undefined) return main()
    if (isSandboxName(name)) return sandboxOf(name)
    return toResponse({ status: 404, body: { message: `onair mock: the ${nameRule}: /t/{name}/…` } })
  }

  /** The front door, in process and over a socket. Nothing is waited for once the providers are there. */
  const answer = (request: Request, connection?: Connection): Response | Promise<Response> => {
    const path = pathOf(request.url)
    if (path === '/_mock/health')
      return toResponse({ status: 200, body: { status: 'ok', version, now: now(), providers: names } })
    if (!root) return load().then(() => answer(request, connection))
    const instance = instanceOf(request.url)
    if (instance instanceof Response) return instance
    const below = path.slice(instance.prefix.length)
    if (below === '' || below === '/') return front(request, instance.prefix)
    if (below === '/_mock' || below.startsWith('/_mock/')) return control(request, instance, connection)
    return instance.clock.answering(instance.generation.fetch(request, connection))
  }
  const control = async (request: Request, instance: Instance, connection: Connection | undefined) => {
    const { control } = await import('./control/app.js')
    const { prefix } = instance
    const sandbox = prefix === '' ? mock : mock.sandbox(prefix.slice('/t/'.length))
    return control.fetch(request, { sandbox, instance, prefix, mock, connection })
  }
  const now = () => root?.clock.now() ?? clock.start ?? null

  /** The same for WebSockets. */
  const connect: Connect = (request, offered) => {
    if (!root) return load().then(() => connect(request, offered))
    const instance = instanceOf(request.url)
    return instance instanceof Response ? { refused: instance } : instance.generation.connect(request, offered)
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    try {
      return await answer(request)
    } finally {
      request.signal.throwIfAborted()
    }
  }
  const webSocket = inProcessWebSocket(origin, connect)

  const handle = (find: () => Instance, path: string, close: () => Promise<void>): Sandbox =>
    createHandle({ find, url: origin + path, fetch, webSocket, close })

  const ofMock = handle(main, '', async () => {
    for (const one of sandboxes.values()) one.close()
    sandboxes.clear()
    root?.close()
    await Promise.all([...listening].map((one) => one.close()))
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
      const server = await serve(answer, where, connect)
      const served = {
        ...server,
        get client() {
          return { baseUrl: server.url, clock: main().clock }
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

/** The root: browsers are led to the dashboard, and others are told where everything is. */
function front({ headers }: Request, prefix: string): Response {
  const dashboard = `${prefix}/_mock/`
  if (headers.get('accept')?.includes('text/html')) return toResponse({ status: 302, headers: { location: dashboard } })
  const api = { dashboard, controlApi: `${prefix}/_mock/api/openapi.json`, health: `${prefix}/_mock/health` }
  return toResponse({ status: 200, body: { message: `This is an onair mock, version ${version}.`, ...api } })
}

const nameRule = 'name of a sandbox has 1 to 64 letters, digits, - and _'
const isSandboxName = (name: unknown): boolean => typeof name === 'string' && /^[\w-]{1,64}$/.test(name)

function readClock(clock: MockOptions['clock'] = 'jump'): ClockOptions {
  const { mode = 'jump', start, speed } = typeof clock === 'string' ? { mode: clock } : clock
  const rules = { mode: true, start: isMoment, speed: isSpeed } as const
  checkOptions('field of a clock', typeof clock === 'string' ? undefined : clock, rules)
  checkName('clock', mode, ['manual', 'jump', 'system'] satisfies ClockMode[])
  must(speed === undefined || mode === 'system', "The field 'speed' is for the clock 'system': the others stand still")
  return { mode, start: start === undefined ? undefined : Number(start), speed }
}
