import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testMock } from '../support/mock.js'

const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0

test.skipIf(!hasRequests)('the Python example passes against a listening mock', async () => {
  const { url } = await (await testMock({ providers: ['livepush'] })).listen()
  const env = { ...process.env, ONAIR_URL: url }
  // unittest writes to its standard error.
  const { stderr } = await promisify(execFile)('python3', ['examples/testing/python/test_livepush.py'], { env }).catch(
    (error: { stderr: string }) => error,
  )
  expect(stderr).toMatch(/^Ran 3 tests/m)
  expect(stderr).toMatch(/^OK$/m)
})
