import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testMock } from '../../support/mock.js'
import { receiver } from '../receiver.js'

test('curl alone signs in, publishes, advances a year, sets a fault and resets, with each provider', async () => {
  const { url } = await (await testMock()).listen()
  const hook = await receiver()
  const { stdout } = await promisify(execFile)('examples/testing/control-api.sh', [url, hook.url])
  expect(stdout.trimEnd().split('\n')).toEqual([
    'kollus-live: signed in: 200',
    'kollus-live: callback: "result":{"status":200}',
    'kollus-live: a year later: 401',
    'kollus-live: with a fault: 503',
    'kollus-live: calls in the journal: 3',
    'kollus-live: back at the snapshot: 200',
    'dlive: signed in: 200',
    'dlive: a year later: 200, "errors":[{"message":"Require login"}]',
    'dlive: with a fault: 503, "errors":[{"message":"internal system error"}]',
    'dlive: calls in the journal: 3',
    'dlive: back at the snapshot: 200',
    'livepush: signed in: 200',
    'livepush: a year later: 401',
    'livepush: with a fault: 503',
    'livepush: calls in the journal: 3',
    'livepush: back at the snapshot: 200',
    'ovenstudio: signed in: 200',
    'ovenstudio: a year later: 200',
    'ovenstudio: with a fault: 503',
    'ovenstudio: calls in the journal: 3',
    'ovenstudio: back at the snapshot: 200',
  ])
  expect(hook.received).toMatchObject([{ form: { broadcast_state: 'start' } }])
})
