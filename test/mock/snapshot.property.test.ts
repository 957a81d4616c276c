import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { defineProvider, type Granted, type Mock, type ProviderOrName, type Snapshot } from '../../mock/index.js'
import { harbour } from '../support/harbour.js'
import { testMock } from '../support/mock.js'

/** A client that uses what it has seen: ids from replies become part of the paths of later calls. */
class Caller {
  readonly log: unknown[] = []
  readonly #mock: Mock
  readonly #provider: ProviderOrName
  readonly #ids: string[]
  readonly #grants: Granted[]

  constructor(mock: Mock, provider: ProviderOrName, ids: readonly string[] = [], grants: readonly Granted[] = []) {
    this.#mock = mock
    this.#provider = provider
    this.#ids = [...ids]
    this.#grants = [...grants]
  }

  /** The same client in front of another mock. */
  on(mock: Mock): Caller {
    return new Caller(mock, this.#provider, this.#ids, this.#grants)
  }

  get mock(): Mock {
    return this.#mock
  }

  get #credentials(): Readonly<Record<string, string>> {
    return this.#mock.credentials(this.#provider) as Readonly<Record<string, string>>
  }

  id(pick: number): string {
    return this.#ids[pick % this.#ids.length] ?? 'none'
  }

  async call(method: string, path: string, body?: object | URLSearchParams): Promise<void> {
    const isForm = body instanceof URLSearchParams
    const token = this.#grants.at(-1)?.accessToken ?? this.#credentials['accessToken']
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body && !isForm && { 'content-type': 'application/json' }),
    }
    const sent = body && (isForm ? body : JSON.stringify(body))
    const response = await this.#mock.fetch(`${this.#mock.url}/${path}`, {
      method,
      headers,
      ...(sent && { body: sent }),
    })
    const text = await response.text()
    this.log.push([method, path, response.status, [...response.headers], text])
    for (const [, id] of text.matchAll(/"(?:id|key|channel_key|permlink)":"?(\w[\w+-]{0,40})/g)) {
      if (!this.#ids.includes(id!)) this.#ids.push(id!)
    }
  }

  async grant(): Promise<void> {
    this.#grants.push(await this.#mock.grant(this.#provider))
    this.log.push(this.#grants.at(-1))
  }

  async refresh(path: string): Promise<void> {
    const { clientId, clientSecret } = this.#credentials
    const fields = { client_id: clientId!, client_secret: clientSecret!, grant_type: 'refresh_token' }
    const body = new URLSearchParams({ ...fields, refresh_token: this.#grants.at(-1)?.refreshToken ?? '' })
    await (path.includes('?') ? this.call('GET', `${path}${body}`) : this.call('POST', path, body))
  }

  /** Runs a control. A refusal counts as a result. */
  async control(name: string, input?: object): Promise<void> {
    const controls = this.#mock.provider(this.#provider).controls as Record<
      string,
      (input?: object) => Promise<unknown>
    >
    this.log.push(await controls[name]!(input).catch((error: unknown) => String(error)))
  }

  async advance(duration: string): Promise<void> {
    this.log.push(await this.#mock.clock.advance(duration), this.#mock.clock.now())
  }
}

type Step = (caller: Caller, pick: number) => Promise<void>

const call =
  (method: string, path: string, body?: object | URLSearchParams): Step =>
  (caller, pick) =>
    caller.call(method, path.replaceAll('{id}', caller.id(pick)).replaceAll('{n}', String(pick)), body)

const control =
  (name: string, input: (id: string, pick: number) => object = () => ({})): Step =>
  (caller, pick) =>
    caller.control(name, input(caller.id(pick), pick))

const advance =
  (duration: string): Step =>
  (caller) =>
    caller.advance(duration)
const grant: Step = (caller) => caller.grant()
const refresh =
  (path: string): Step =>
  (caller) =>
    caller.refresh(path)

const fleet = defineProvider(harbour)
  .state(() => ({ ships: new Map<number, { readonly name: string; escort: unknown }>() }))
  .timers({ sink: (id: number, { state }) => state.ships.delete(id) })
  .handlers({
    listShips: (_, { state }) => ({
      status: 200,
      body: { ships: [...state.ships].map(([id, { name }]) => ({ id, name })) },
    }),
    createShip(call, { state, random, schedule, clock }) {
      const id = random.int(1000)
      state.ships.set(id, { name: call.body().name, escort: [...state.ships.values()].at(-1) })
      schedule(clock.now() + random.int(100_000), 'sink', id)
      return { status: 201, body: { id, name: call.body().name } }
    },
  })

const gql = (query: string): Step => call('POST', 'dlive/api', { query })
const demo = 'kollus-live/api/service-accounts/demo'

/** The actions on each provider, in any order. */
const providers: readonly [name: string, provider: ProviderOrName, steps: readonly Step[]][] = [
  [
    'harbour',
    fleet,
    [
      grant,
      refresh('harbour/id/token'),
      call('GET', 'harbour/api/ships'),
      call('POST', 'harbour/api/ships', { name: 'Argo' }),
      advance('30s'),
      advance('1h'),
    ],
  ],
  [
    'livepush',
    'livepush',
    [
      grant,
      refresh('livepush/tokens/oauth2/access_token?'),
      call('GET', 'livepush/octopus/streams/mine'),
      call('GET', 'livepush/octopus/streams/me/recordings'),
      call('GET', 'livepush/octopus/streams/me/destinations'),
      call('GET', 'livepush/octopus/streams/{id}'),
      call('POST', 'livepush/octopus/streams', { category: 'simulcast', name: 'Demo' }),
      call('PUT', 'livepush/octopus/streams/{id}/destinations/{id}/disable'),
      control('publish', () => ({ streamId: 'st_a1b2c3d4' })),
      control('publish', (streamId) => ({ streamId })),
      control('unpublish', () => ({ streamId: 'st_a1b2c3d4' })),
      control('nowPlaying', () => ({ streamId: 'st_e5f6a7b8' })),
      control('addAccount', (_, pick) => ({ account: `bob${pick}` })),
      control('streams'),
      advance('45s'),
      advance('2h'),
    ],
  ],
  [
    'kollus-live',
    'kollus-live',
    [
      grant,
      refresh('kollus-live/console/oauth/token'),
      call('GET', `${demo}/channels`),
      call('GET', `${demo}/broadcasts`),
      call('GET', `${demo}/channels/{id}/broadcasts`),
      call('GET', `${demo}/channels/{id}/creators`),
      call('PUT', `${demo}/channels/{id}`, new URLSearchParams({ title: 'Renamed' })),
      call('PUT', `${demo}/channels/{id}/trash`),
      call('PUT', `${demo}/channels/{id}/restore`),
      call('GET', `${demo}/statistics/summary-daily`),
      control('publish', (channelKey) => ({ channelKey })),
      control('drop', (channelKey) => ({ channelKey })),
      control('republish', (channelKey) => ({ channelKey })),
      control('unpublish', (channelKey) => ({ channelKey })),
      control('setViewers', (channelKey, count) => ({ channelKey, count })),
      control('addAccount', (_, pick) => ({ account: `bob${pick}` })),
      control('channels'),
      advance('20s'),
      advance('10m'),
    ],
  ],
  [
    'dlive',
    'dlive',
    [
      grant,
      refresh('dlive/web/o/token'),
      gql('{ user(username: "alice") { displayname followers { totalCount } livestream { permlink title } } }'),
      gql('{ me { username wallet { balance } } }'),
      gql('{ livestreams(input: { first: 5, order: TRENDING }) { list { permlink title watchingCount } } }'),
      gql('mutation { follow(streamer: "alice") { err { code } } }'),
      control('publish', (_, pick) => ({ username: 'alice', title: `Show ${pick}` })),
      control('unpublish', () => ({ username: 'alice' })),
      control('addAccount', (_, pick) => ({ username: `bob${pick}` })),
      control('chat', (_, pick) => ({ streamer: 'alice', from: `bob${pick}`, text: 'hello' })),
      control('gift', (_, pick) => ({ streamer: 'alice', from: `bob${pick}`, amount: pick + 1 })),
      control('follow', (_, pick) => ({ streamer: 'alice', from: `bob${pick}` })),
      control('chest', (_, pick) => ({ streamer: 'alice', value: String(100_000 * (pick + 1)) })),
      control('rename', (_, pick) => ({ username: 'alice', displayname: `Alice${pick}` })),
      advance('20s'),
      advance('1d'),
    ],
  ],
  [
    'ovenstudio',
    'ovenstudio',
    [
      call('POST', 'ovenstudio/api/v1/apis/aws/cf/signedUrl', {
        stream: { stream_name: 'OvenStudio' },
        policy: { date_less_than: '2027-01-15T01:00:00Z' },
      }),
      control('publish', (_, pick) => ({ name: `stream${pick}` })),
      control('unpublish', (_, pick) => ({ name: `stream${pick}` })),
      control('addStream', (_, pick) => ({ name: `stream${pick}` })),
      control('streams'),
      control('generateToken'),
      control('cloudFront', (_, pick) => ({ isSigned: pick % 2 === 0 })),
      call('GET', 'ovenstudio/edge/app/stream{n}/llhls.m3u8'),
      advance('3s'),
      advance('1h'),
    ],
  ],
]

const isSuccess = (entry: unknown) => Array.isArray(entry) && typeof entry[2] === 'number' && entry[2] < 300

test.each(providers)(
  'a random sequence of calls, controls and time continues with the same bytes on a restored mock: %s',
  async (_name, provider, steps) => {
    const sequence = fc.array(fc.tuple(fc.nat(steps.length - 1), fc.nat(4)), { maxLength: 12 })
    const play = async (caller: Caller, picks: readonly (readonly [number, number])[]) => {
      for (const [step, pick] of picks) await steps[step]!(caller, pick)
      return { log: caller.log, end: caller.mock.snapshot() }
    }
    const make = (state?: Snapshot) => testMock({ providers: [provider], state })
    const hasOAuth = steps.includes(grant)
    let successes = 0
    await fc.assert(
      fc.asyncProperty(sequence, sequence, async (before, after) => {
        const mock = await make()
        const caller = new Caller(mock, provider)
        if (hasOAuth) await caller.grant()
        await play(caller, before)
        const snapshot = JSON.parse(JSON.stringify(mock.snapshot())) as Snapshot
        const original = await play(caller.on(mock), after)
        successes += original.log.filter(isSuccess).length
        const made = await make(snapshot)
        expect(await play(caller.on(made), after)).toEqual(original)
        mock.restore(snapshot)
        expect(await play(caller.on(mock), after)).toEqual(original)
        for (const one of [mock, made]) await one.close()
      }),
      { numRuns: 40 },
    )
    expect(successes).toBeGreaterThan(0)
  },
)
