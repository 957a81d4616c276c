import { expect, test } from 'vitest'
import { generate } from '../../src/cli/generate/index.js'

const update = process.env['UPDATE_GENERATED'] !== undefined

test('the output for an invented provider matches its spec', async () => {
  const folder = 'test/generality'
  const { drift } = await generate({
    specs: `${folder}/specs`,
    out: `${folder}/generated`,
    profileTypes: '../../../../specs/profile.js',
    check: !update,
  })
  expect(drift, 'run UPDATE_GENERATED=1 npx vitest run test/generality, then once more without').toEqual([])
})
