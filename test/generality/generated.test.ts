import { expect, test } from 'vitest'
import { generate } from '../../src/cli/generate/index.js'

const update = process.env['UPDATE_GENERATED'] !== undefined

test('what is generated for a made-up provider is what its spec says', async () => {
  const folder = 'test/generality'
  const { drift } = await generate({
    specs: `${folder}/specs`,
    out: `${folder}/generated`,
    profileTypes: '../../../../specs/profile.js',
    check: !update,
  })
  expect(drift, 'run UPDATE_GENERATED=1 npx vitest run test/generality, then once more without').toEqual([])
})
