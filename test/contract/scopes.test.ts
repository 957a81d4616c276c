import { expect, test } from 'vitest'
import { operations, profile } from '../../generated/kollus-live/operations.js'
import { testMock } from '../support/mock.js'

/** A request to every operation that takes a token, complete enough to succeed for whoever may make it. */
const mock = await testMock({ limits: false, policy: { 'kollus-live': { grace: '1h' } } })
const api = `${mock.url}/kollus-live/api`

const forms: Readonly<Record<string, Record<string, string>>> = {
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
const queries: Readonly<Record<string, string>> = {
  getDailySummary: '?start_date=2026-01-01&end_date=2026-02-01',
  getAccountViewers: '?start_date=2026-01-15',
  getChannelViewers: '?start_date=2026-01-15',
  getBroadcastViewers: '?start_date=2026-01-15',
  getBroadcastSummary: '?start_date=2026-01-15&end_date=2026-01-16',
}

async function call(id: keyof typeof operations, token: string, path: Readonly<Record<string, string>>) {
  const { method, path: template } = operations[id]
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name]!)
  const form = forms[id]
  return mock.fetch(`${api}${filled}${queries[id] ?? ''}`, {
    method,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    ...(form && { body: new URLSearchParams(form) }),
  })
}

/** Fresh resources for each call, so that one call's deletion is not another's 404. */
async function resources(id: string, token: string): Promise<Record<string, string>> {
  const made = await call('createChannel', token, { service_account_key: 'demo' })
  const key = ((await made.json()) as { data: { key: string } }).data.key
  const path = { service_account_key: 'demo', channel_key: key, duration_minute: '5' }
  const record = await mock.fetch(`${api}/service-accounts/demo/channels/${key}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ recording_file_policy: '3' }),
  })
  expect(record.status).toBe(200)
  const syndication = await call('createSyndication', token, path)
  const syndicationId = ((await syndication.json()) as { data: { id: number } }).data.id
  const broadcast = await mock.kollusLive.publish(key)
  const whole = { ...path, syndication_id: String(syndicationId), broadcast_key: broadcast.key }
  if (id === 'stopDuplicateRecording') await call('startDuplicateRecording', token, whole)
  if (id === 'deleteChannel' || id === 'deleteBroadcast') await mock.kollusLive.unpublish(key)
  return whole
}

const scopeSets = [[], ...Object.keys(profile.scopes).map((scope) => [scope]), Object.keys(profile.scopes)]
const tokenOperations = Object.entries(operations).filter(([, { scopes }]) => scopes !== null)
const table = tokenOperations.flatMap(([id, operation]) =>
  scopeSets.map((scopes) => ({
    id: id as keyof typeof operations,
    scopes,
    allowed: operation.scopes!.every((scope) => scopes.includes(scope)),
  })),
)

test.each(table)('$id with scopes $scopes: allowed is $allowed', async ({ id, scopes, allowed }) => {
  const whole = await mock.grant('kollus-live')
  const path = await resources(id, whole.accessToken)
  const { accessToken } = await mock.grant('kollus-live', { scopes })
  const response = await call(id, accessToken, path)
  expect(response.status).toSatisfy((status: number) => (allowed ? status >= 200 && status < 300 : status === 403))
})
