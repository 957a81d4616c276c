import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('the demo runs each provider’s story over a socket without a failure', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'scripts/demo/main.ts'])
  const lines: (string | RegExp)[] = [
    'Authorize on the consent page → sent back to http://localhost:3000/callback with a code',
    'alice is signed in for live:control until 2027-01-16',
    '→ Main stage, Second stage, Rehearsal',
    'callback received: start',
    'is_onair true',
    'callbacks received: pause, resume',
    'callbacks received: stop, recording done',
    'refused with 403',
    'POST /kollus-live/console/oauth/token 200\n      GET /kollus-live/api/service-accounts/demo/channels 200',
    'well beyond the first token → 200, on 2027-11-06',
    'A player opens it and is sent to a playlist → 4 segments',
    'expired; refused with 403: {"code":4085,"message":"The token has expired."}',
    'whether viewer-1 may watch → playing',
    'whether viewer-2 may watch → refused with 8673: Not enrolled.',
    'identity, chat:write, email:read; known expiry: no',
    'null, with a warning: onair mock: the access token lacks the scope email:read.',
    '"Good evening" from alice, whose real role is Owner; the same id: true',
    'connected and subscribed again: "Are you there?"',
    'refused with 401 invalid_grant',
    'hello, Alice',
    'alice is signed in for 5 scopes',
    'GET /livepush/tokens/oauth2/access_token 200',
    'disabled: true, then false; an encoder publishes to rtmp://stream.livepush.io/live/…',
    'it plays Intro, and Main feature twenty minutes later',
    '50 answers, 1 refresh',
    '40 characters, shown once',
    /playlist\.m3u8\?…, until \d{4}-.*\.000Z/,
    'No encoder publishes yet → the edge says 404',
    '7 segments, 18 parts, a preload hint: true',
    'one character of its policy changed → the edge says 403',
    'An hour passes → the edge says 403',
    'unauthorized: ovenstudio.createSignedUrl was refused with 401',
    'The new token works → signed until',
    'control server is asked → The control server did not let the encoder publish (denied: no ticket)',
    'An encoder with a ticket publishes → on air\n      POST /admission 200 {"allowed":true}  (webhook: rtmp opening)',
    'POST /admission 200 {}  (webhook: rtmp closing)',
  ]
  for (const line of lines)
    expect(stdout).toEqual(typeof line === 'string' ? expect.stringContaining(line) : expect.stringMatching(line))
  expect(stdout).not.toMatch(/eyJ|def50200|client_secret|rtmp_[0-9a-f]|Signature=/)
})
