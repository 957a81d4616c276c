import { describe, expect, test, vi } from 'vitest'
import { Executor, type Context, type Resolvers, type ServedSchema } from '../../mock/graphql/executor.js'
import { MockClock } from '../../mock/core/time/clock.js'
import { SocketEnd } from '../../mock/core/sockets/socket-end.js'
import { FieldError } from '../../mock/graphql/field-error.js'
import { SocketServer } from '../../mock/graphql/over-socket.js'
import { SizedMap } from '../../mock/graphql/sized-map.js'

/** An invented provider: stations with listeners. */
const sdl = `
  type Query { station(name: String!): Station stations: [Station!]! broken: String wrong: Int! on: Boolean unmade: String }
  type Station implements Named { name: String! owner: Person! hits: Int secret: String! tune(to: Int!): Int }
  type Person implements Named { name: String! station: Station admin: Boolean }
  interface Named { name: String! }
  type Tone { hertz: Int! }
  union Heard = Tone | Station
  type Subscription { heard(station: String!, loud: Boolean = true): [Heard!]! }
`
const marks: Omit<ServedSchema, 'sdl'> = {
  access: { 'Station.hits': { scope: 'hits:read' }, 'Station.secret': {}, 'Person.admin': { unlisted: true } },
  evidence: { Query: 'documented', Station: 'documented', 'Station.hits': 'community', Person: 'inferred' },
}
const owner = { __typename: 'Person', name: 'Ann', station: null, admin: true }
const station = { __typename: 'Station', name: 'FM', owner, hits: 5, secret: 'x' }
const resolvers: Resolvers<Context> = {
  Query: {
    station: (_source, { name }: { name: string }) => (name === 'FM' ? station : null),
    stations: () => [station],
    broken: () => {
      throw new TypeError('oh no')
    },
    wrong: () => null,
    on: () => {
      throw new FieldError('It is off.', { why: 'on purpose' })
    },
  },
}

const executor = (options: { complexityLimit?: number; allowUnlisted?: boolean } = {}) =>
  new Executor({
    schema: { sdl, ...marks },
    resolvers,
    texts: { loginRequired: 'log in', missingScope: (scope) => `no ${scope}`, unlisted: 'not for you' },
    complexityLimit: 1000,
    usualPage: 20,
    allowUnlisted: false,
    ...options,
  })

async function run(query: string, viewer: Context['viewer'] = null, options = {}) {
  const executed = executor(options)
  const prepared = executed.prepare({ query })
  if ('errors' in prepared) throw new Error(prepared.errors[0]!.message)
  const { data, errors = [] } = await executed.run(prepared, { viewer })
  return { data, errors: errors.map(({ path, message }) => `${path?.join('.')}: ${message}`), entries: errors }
}

describe('access', () => {
  const query = '{ station(name: "FM") { name hits owner { name admin } } }'
  const user = (...scopes: string[]) => ({ isUser: true, scopes })

  test('needs a user first, then the scope, as the schema’s rules say', async () => {
    expect(await run(query)).toMatchObject({
      data: { station: { name: 'FM', hits: null, owner: { name: 'Ann', admin: null } } },
      errors: ['station.hits: log in', 'station.owner.admin: log in'],
    })
    expect((await run(query, { isUser: false, scopes: ['hits:read'] })).errors).toEqual([
      'station.hits: log in',
      'station.owner.admin: log in',
    ])
    expect((await run(query, user())).errors).toEqual([
      'station.hits: no hits:read',
      'station.owner.admin: not for you',
    ])
    expect((await run(query, user('hits:read'), { allowUnlisted: true })).data).toEqual({
      station: { name: 'FM', hits: 5, owner: { name: 'Ann', admin: true } },
    })
  })

  test('to a non-null field makes the nearest nullable parent null', async () => {
    expect(await run('{ on: station(name: "FM") { secret } off: station(name: "AM") { secret } }')).toMatchObject({
      data: { on: null, off: null },
      errors: ['on.secret: log in'],
    })
    expect((await run('{ stations { secret } }')).data).toBeNull()
  })
})

describe('a resolver', () => {
  test('returns its intended error', async () => {
    const { data, entries } = await run('{ on }')
    expect([data, entries]).toEqual([
      { on: null },
      [{ message: 'It is off.', path: ['on'], extensions: { why: 'on purpose' } }],
    ])
  })

  test.each(['broken', 'wrong'])('that fails (%s) is a defect, and visible', async (field) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { errors } = await run(`{ ${field} }`)
    expect(errors[0]).toMatch(`${field}: onair mock: the mock has a defect: `)
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
  })

  test('that does not exist says so', async () => {
    expect((await run('{ unmade station(name: "FM") { tune(to: 1) } }')).errors).toEqual([
      'unmade: onair mock: Query.unmade is in the schema but not in the mock.',
      'station.tune: onair mock: Station.tune is in the schema but not in the mock.',
    ])
  })
})

describe('a subscription', () => {
  const anyone = { viewer: null }
  const asked = (query: string, variables = {}) => {
    const executed = executor()
    const prepared = executed.prepare({ query, variables })
    if ('errors' in prepared) throw new Error(prepared.errors[0]!.message)
    return executed.subscription(prepared)
  }

  test('is identified by its field and arguments, in any spelling', () => {
    const expected = { field: 'heard', args: { station: 'FM', loud: true } }
    expect(asked('subscription { heard(station: "FM") { __typename } }')).toEqual(expected)
    expect(asked('subscription($s: String!) { x: heard(station: $s) { __typename } }', { s: 'FM' })).toEqual(expected)
    expect(asked('subscription { ...F } fragment F on Subscription { heard(station: "FM") { __typename } }')).toEqual(
      expected,
    )
    expect(asked('subscription { heard(station: "FM") @skip(if: true) { __typename } }')).toBeNull()
    const unsure = 'subscription($on: Boolean!) { heard(station: "FM") @skip(if: $on) { __typename } }'
    expect(() => asked(unsure, { on: true })).toThrow(/Argument "if"/)
  })

  test('has every public field that leads in no circle', () => {
    const given = { field: 'heard', args: { station: 'FM' } }
    expect(executor().event(given, [{ __typename: 'Tone', hertz: 440 }, station], anyone)).toEqual({
      heard: [
        { __typename: 'Tone', hertz: 440 },
        { __typename: 'Station', name: 'FM', owner: { __typename: 'Person', name: 'Ann' } },
      ],
    })
  })

  test('never gets data outside the schema: the mock reports it itself', () => {
    const given = { field: 'heard', args: { station: 'FM' } }
    expect(() => executor().event(given, [{ __typename: 'Tone' }], anyone)).toThrow(
      /the event does not fit heard: .*Tone.hertz/,
    )
    expect(() => executor().event(given, { __typename: 'Tone', hertz: 1 }, anyone)).toThrow(/Expected Iterable/)
    expect(() => executor().event({ field: 'nothing', args: {} }, [], anyone)).toThrow(/no subscription 'nothing'/)
  })
})

describe('a socket', () => {
  const oops = new Error('oops')
  const init = '{"type":"connection_init"}'
  const start = '{"type":"start","id":"1","payload":{"query":"{ on }"}}'

  test.each<[string, () => Promise<Executor<Context>>, string[]]>([
    ['building the schema', () => Promise.reject(oops), [init]],
    [
      'a document from before the acknowledgement',
      async () =>
        broken('prepare', () => {
          throw oops
        }),
      [init, start],
    ],
    ['an answer', async () => broken('run', () => Promise.reject(oops)), [init, start]],
  ])('is the only thing that a defect of the mock closes, in %s', async (_, makeExecutor, frames) => {
    const shown = vi
      .spyOn(console, 'error')
      .mockImplementation(() => {})
      .mockClear()
    const server = new SocketServer<Context>({
      clock: new MockClock({ mode: 'manual' }),
      tick: 'made-up.tick',
      keepAlive: 1000,
      executor: makeExecutor,
      authenticate: () => ({ context: { viewer: null } }),
    })
    const code = await new Promise<number>((resolve) => {
      const end = new SocketEnd('', { send: () => {}, close: resolve, terminate: () => {} })
      server.accept(end)
      for (const frame of frames) end.message(frame)
    })
    expect([code, server.size, shown.mock.calls]).toEqual([1011, 0, [[oops.stack]]])
  })

  const broken = <M extends 'prepare' | 'run'>(method: M, bad: Executor<Context>[M]) =>
    Object.assign(executor(), { [method]: bad })
})

describe('a cache', () => {
  test('keeps the last used entries, up to its size', () => {
    const map = new SizedMap<number>(10)
    map.set('a', 1, 4)
    map.set('b', 2, 4)
    expect(map.get('a')).toBe(1)
    map.set('c', 3, 4)
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3])
    map.set('a', 4, 6)
    expect([map.get('a'), map.get('c')]).toEqual([4, 3])
    map.set('huge', 5, 11)
    expect([map.get('a'), map.get('c'), map.get('huge')]).toEqual([4, 3, undefined])
  })

  test('continues from the remaining entries', () => {
    const entries = new Map()
    const before = new SizedMap<number>(10, entries)
    before.set('a', 1, 4)
    before.set('b', 2, 4)
    const after = new SizedMap<number>(10, entries)
    after.set('c', 3, 4)
    expect([after.get('a'), after.get('b'), after.get('c')]).toEqual([undefined, 2, 3])
  })

  test('of parsed documents is bounded by their length, not by their number', () => {
    const executed = executor()
    const documentOf = (query: string) => {
      const prepared = executed.prepare({ query })
      return 'errors' in prepared ? undefined : prepared.document
    }
    const short = documentOf('{ on }')
    for (let n = 0; n < 600; n++) documentOf(`{ a${n}: on }`)
    expect(documentOf('{ on }')).toBe(short)
    for (let n = 0; n < 3; n++) documentOf(`{ on } #${n}${'x'.repeat(100_000)}`)
    expect(documentOf('{ on }')).not.toBe(short)
  })
})
