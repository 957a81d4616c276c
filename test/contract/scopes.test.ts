import { describe, expect, test } from 'vitest'
import { operations as kollusLive, profile as kollusLiveProfile } from '../../generated/kollus-live/operations.js'
import { operations as livepush, profile as livepushProfile } from '../../generated/livepush/operations.js'
import type { ProviderName } from '../../mock/index.js'
import type { OperationTable, Profile } from '../../specs/profile.js'
import { testMock } from '../support/mock.js'

/** The scope table of each provider: every operation that takes a token, with no scope, with each one alone, and with all. */
const mock = await testMock({ limits: false, policy: { 'kollus-live': { grace: '1h' } } })

/** What a request needs, besides the operation table. */
interface Fill {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: string
  /** Fields of the body, sent as the operation table says. */
  readonly body?: Readonly<Record<string, unknown>>
}

type Send = (id: string, token: string, fill: Fill) => Promise<Response>

interface Fixture {
  readonly name: ProviderName
  readonly operations: OperationTable
  readonly profile: Profile
  /** Creates what a request to `id` needs to succeed, new for each call, so that one call's deletion is not another's 404. */
  readonly prepare: (id: string, token: string, send: Send) => Promise<Fill>
}

const sender =
  ({ name, operations }: Fixture): Send =>
  async (id, token, { path = {}, query = '', body }) => {
    const { method, server, path: template, body: encoding } = operations[id]!
    const filled = template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => path[parameter]!)
    return mock.fetch(`${mock.url}/${name}/${server}${filled}${query}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(encoding === 'json' && { 'content-type': 'application/json' }),
      },
      ...(encoding === 'json' && { body: JSON.stringify(body) }),
      ...(encoding === 'form' && { body: new URLSearchParams(body as Record<string, string>) }),
    })
  }

const kollusLiveBodies: Readonly<Record<string, Record<string, string>>> = {
  createChannel: {
    title: 'Made',
    customer_code: 'C-1',
    concurrently_viewer_limit: '100',
    is_shared: '1',
    live_media_profile_group_key: 'pg-standard',
  },
  updateChannel: { title: 'Renamed' },
  createSyndication: { title: 'There', link: 'rtmp://live.example.test/app', stream_name: 'sk', status: '1' },
  updateSyndication: { status: '0' },
  updateBroadcast: { title: 'Renamed' },
}
const kollusLiveQueries: Readonly<Record<string, string>> = {
  getDailySummary: '?start_date=2026-01-01&end_date=2026-02-01',
  getAccountViewers: '?start_date=2026-01-15',
  getChannelViewers: '?start_date=2026-01-15',
  getBroadcastViewers: '?start_date=2026-01-15',
  getBroadcastSummary: '?start_date=2026-01-15&end_date=2026-01-16',
}

const livepushBodies: Readonly<Record<string, Record<string, unknown>>> = {
  createStream: { category: 'simulcast', name: 'Made' },
  createDestination: { appName: 'youtube', label: 'There' },
  inspectVideoMetadata: { url: 'https://videos.example.test/launch.mov' },
  setSchedulerPlaylist: { videos: [] },
}

const fixtures: readonly Fixture[] = [
  {
    name: 'kollus-live',
    operations: kollusLive,
    profile: kollusLiveProfile,
    async prepare(id, token, send) {
      const make = async (what: string, path: Record<string, string>) => {
        const made = await send(what, token, { path, body: kollusLiveBodies[what]! })
        return ((await made.json()) as { data: { key: string; id: number } }).data
      }
      const account = { service_account_key: 'demo', duration_minute: '5' }
      const { key } = await make('createChannel', account)
      const channel = { ...account, channel_key: key }
      const recorded = await send('updateChannel', token, { path: channel, body: { recording_file_policy: '3' } })
      expect(recorded.status).toBe(200)
      const syndication = await make('createSyndication', channel)
      const broadcast = await mock.kollusLive.publish({ channelKey: key })
      const path = { ...channel, syndication_id: String(syndication.id), broadcast_key: broadcast.key }
      if (id === 'stopDuplicateRecording') await send('startDuplicateRecording', token, { path })
      if (id === 'deleteChannel' || id === 'deleteBroadcast') await mock.kollusLive.unpublish({ channelKey: key })
      return { path, query: kollusLiveQueries[id] ?? '', body: kollusLiveBodies[id] ?? {} }
    },
  },
  {
    name: 'livepush',
    operations: livepush,
    profile: livepushProfile,
    async prepare(id, token, send) {
      const make = async (what: string, path: Record<string, string>, body: Record<string, unknown>) =>
        ((await (await send(what, token, { path, body })).json()) as { id: string }).id
      const streamId = await make('createStream', {}, livepushBodies['createStream']!)
      const destinationId = await make('createDestination', { streamId }, livepushBodies['createDestination']!)
      const scheduled = await make('createStream', {}, { category: 'schedule', name: 'Scheduled' })
      return { path: { streamId, destinationId, stream_id: scheduled }, body: livepushBodies[id] ?? {} }
    },
  },
]

describe.each(fixtures)('$name', (fixture) => {
  const { name, operations, profile, prepare } = fixture
  const send = sender(fixture)
  const all: readonly string[] = profile.scopes
  const scopeSets = [[], ...all.map((scope) => [scope]), all]
  const table = Object.entries(operations).flatMap(([id, { scopes: needed }]) =>
    needed === null
      ? []
      : scopeSets.map((scopes) => ({ id, scopes, allowed: needed.every((scope) => scopes.includes(scope)) })),
  )

  test.each(table)('$id with scopes $scopes: allowed is $allowed', async ({ id, scopes, allowed }) => {
    const whole = await mock.grant(name)
    const fill = await prepare(id, whole.accessToken, send)
    const { accessToken } = await mock.grant(name, { scopes })
    const { status } = await send(id, accessToken, fill)
    expect(status).toSatisfy((one: number) => (allowed ? one >= 200 && one < 300 : one === 403))
  })
})
