import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('the demo tells the story of Kollus Live over a socket, and ends well', async () => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', 'scripts/demo/main.ts'])
  const told = [
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
  ]
  for (const line of told) expect(stdout).toContain(line)
  expect(stdout).not.toMatch(/eyJ|def50200|client_secret/)
})
