import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { version } from '../../mock/version.js'

test('the mock’s version is that of the package', () => {
  expect(version).toBe(packageJson.version)
})
