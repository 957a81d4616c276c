/** Unknown options and wrong values are refused before anything is sent, with the nearest name. */
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { staticToken } from '../src/auth/static.js'
import { createDLive, dliveAuth, UserDocument } from '../src/dlive/index.js'
import { UsageError } from '../src/errors/index.js'
import { createLimiter } from '../src/http/limit.js'
import { kollusLiveAuth } from '../src/kollus-live/index.js'
import { createLivepush, livepushAuth, publishUrl } from '../src/livepush/index.js'
import { createOvenStudio } from '../src/ovenstudio/index.js'
import { failure } from './support/failure.js'
import { manualClock } from './support/manual-clock.js'
import { radio } from './support/radio.js'
import { json, scriptedFetch } from './support/scripted-fetch.js'

const auth = staticToken('not-a-real-token')
const client = { clientId: '1', clientSecret: 'x', redirectUri: 'http://localhost/callback' }
const { fetch, sent } = scriptedFetch(json({}))
const dlive = createDLive({ auth, fetch, clock: manualClock() })
const livepush = createLivepush({ auth, fetch, clock: manualClock() }) as unknown as {
  call: (id: string, init: unknown) => Promise<unknown>
}
const begin = (make: typeof dliveAuth, options: object) => make(client).begin(options as never)

/** The options, and the error that refuses them. */
const refused: Record<string, [run: () => unknown, message: string]> = {
  'baseURL for baseUrl': [
    () => createLivepush({ auth, baseURL: 'http://127.0.0.1:4010' } as never),
    'Livepush has no option "baseURL". Did you mean "baseUrl"?',
  ],
  'an option of another provider': [
    () => createLivepush({ auth, serviceAccount: 'x' } as never),
    'Livepush has no option "serviceAccount". There are: auth, baseUrl, ',
  ],
  'no options': [() => createLivepush('x' as never), 'Livepush takes its options as an object: { auth, '],
  'an invalid fetch': [
    () => createLivepush({ auth, fetch: {} as never }),
    'Livepush: the option "fetch" must be a function.',
  ],
  'an invalid clock': [
    () => createLivepush({ auth, clock: 'jump' as never }),
    'Livepush: the option "clock" must be a clock: { now, monotonic, sleep }.',
  ],
  'an invalid limiter': [
    () => createLivepush({ auth, limit: { perMinute: 3 } as never }),
    'Livepush: the option "limit" must be what createLimiter() or redisLimiter() gives, or false.',
  ],
  'a misspelled retry option': [
    () => createLivepush({ auth, retry: { attemps: 1 } as never }),
    'retry has no option "attemps". Did you mean "attempts"?',
  ],
  'zero attempts': [
    () => createLivepush({ auth, retry: { attempts: 0 } }),
    'retry: the option "attempts" must be a whole number above 0.',
  ],
  'a timeout as a number': [
    () => createLivepush({ auth, timeout: 5000 as never }),
    'timeout takes its options as an object: { attempt, total }.',
  ],
  'a timeout of NaN': [
    () => createLivepush({ auth, timeout: { total: NaN } }),
    'timeout: the option "total" must be a number of milliseconds, not below 0.',
  ],
  'a misspelled validate option': [
    () => createLivepush({ auth, validate: { responses: () => undefined } as never }),
    'validate has no option "responses". Did you mean "response"?',
  ],
  'an unknown scheme of DLive': [
    () => createDLive({ auth, authScheme: 'bearer' as never }),
    "DLive: the option \"authScheme\" must be 'none' or 'Bearer'.",
  ],
  'hosts for host': [
    () => createOvenStudio({ auth, hosts: 'x' } as never),
    'OvenStudio LLHLS has no option "hosts". Did you mean "host"?',
  ],
  'a misspelled sign-in option': [
    () => livepushAuth({ ...client, redirectURI: 'x' } as never),
    'Livepush\'s auth has no option "redirectURI". Did you mean "redirectUri"?',
  ],
  'an invalid store': [
    () => livepushAuth({ ...client, store: 'tokens.json' as never }),
    'Livepush\'s auth: the option "store" must be memoryStore(), fileStore(path) or another TokenStore.',
  ],
  'scope for scopes': [
    () => begin(livepushAuth as never, { account: 'a', scope: [] }),
    'begin() has no option "scope". Did you mean "scopes"?',
  ],
  'bots for bot': [
    () => begin(dliveAuth, { account: 'a', scopes: ['identity'], bots: true }),
    'begin() has no option "bots". Did you mean "bot"?',
  ],
  'a misspelled app option': [
    () => kollusLiveAuth(client).app({ scope: [] } as never),
    'app() has no option "scope". Did you mean "scopes"?',
  ],
  'an app with an unknown scope': [
    () => kollusLiveAuth(client).app({ scopes: ['live:contol' as never] }),
    'Kollus Live has no scope "live:contol".',
  ],
  'a misspelled option of a pasted token': [
    () => staticToken('x', { warnwithin: 1 } as never),
    'staticToken has no option "warnwithin". Did you mean "warnWithin"?',
  ],
  'a misspelled limiter option': [
    () => createLimiter([], { buket: 'api' } as never),
    'createLimiter has no option "buket". Did you mean "bucket"?',
  ],
  'parms for params': [
    () => livepush.call('getStream', { parms: { path: { streamId: '1' } } }),
    'livepush.getStream has no option "parms". Did you mean "params"?',
  ],
  'pathes for path': [
    () => livepush.call('getStream', { params: { pathes: { streamId: '1' } } }),
    'livepush.getStream: params has no option "pathes". Did you mean "path"?',
  ],
  'an invalid signal': [
    () => livepush.call('listStreams', { signal: new AbortController() }),
    'livepush.listStreams: the option "signal" must be an AbortSignal.',
  ],
  'headers outside their property': [
    () => livepush.call('listStreams', { headers: new Headers({ 'x-trace': 'a' }) }),
    'livepush.listStreams: the option "headers" must be a plain object.',
  ],
  'a body outside its property': [
    () => livepush.call('createStream', { body: new URLSearchParams({ name: 'Demo' }) }),
    'livepush.createStream: the option "body" must be a plain object.',
  ],
  'a misspelled query option': [
    () => dlive.query(UserDocument, { username: 'bob' }, { signals: 1 } as never),
    'query() has no option "signals". Did you mean "signal"?',
  ],
  'a misspelled pagination option': [
    () => dlive.paginate('query ($after: String) { a { pageInfo } }', {}, { conection: 'a' } as never),
    'paginate() has no option "conection". Did you mean "connection"?',
  ],
  'a misspelled events option': [
    () => dlive.events('bob', { backfil: 5 } as never),
    'events() has no option "backfil". Did you mean "backfill"?',
  ],
  'a misspelled reconnection option': [
    () => dlive.events('bob', { reconnect: { atempts: 5 } as never }),
    'reconnect has no option "atempts". Did you mean "attempts"?',
  ],
  'a misspelled publishUrl option': [
    () => publishUrl({ streamKey: 'k' }, { bases: 'x' } as never),
    'publishUrl has no option "bases". Did you mean "base"?',
  ],
  'misspelled options of a signature': [
    () => createOvenStudio({ auth, host: 'x.test', fetch }).createSignedUrl({} as never, { sinal: 1 } as never),
    'createSignedUrl has no option "sinal". Did you mean "signal"?',
  ],
}

test.each(Object.entries(refused))('%s is refused', async (_name, [run, message]) => {
  const error = await failure((async () => run())())
  expect(error).toBeInstanceOf(UsageError)
  expect((error as Error).message).toContain(message)
  expect(sent).toHaveLength(0)
})

test('an undefined option counts as missing', async () => {
  const none = { baseUrl: undefined, fetch: undefined, retry: undefined, timeout: undefined, validate: undefined }
  expect(() => createLivepush({ auth, ...none })).not.toThrow()
  expect(() => livepushAuth({ ...client, store: undefined, baseUrl: undefined })).not.toThrow()
  const { client: called } = radio([json({})])
  const init = { params: { path: { show_id: 1 } }, signal: undefined, headers: undefined, idempotent: undefined }
  expect(await called.call('getShow', init)).toMatchObject({ status: 200 })
})

test('one object with a mock’s address sets up sign-in and clients, those without sockets too', () => {
  const mock = { baseUrl: 'http://onair.localhost', fetch, clock: manualClock(), webSocket: WebSocket }
  expect(() => createLivepush({ auth, ...mock })).not.toThrow()
  expect(() => kollusLiveAuth({ ...client, serviceAccount: 'demo', ...mock } as never)).not.toThrow()
})
