import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** The sources of this repository, and the packages, in a bundle of `code`. */
async function bundled(code: string): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: { contents: code, resolveDir: 'test/generality', loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
  })
  return Object.keys(metafile.inputs)
}

const heavy = /\/(schemas|examples|document|facts|mock)\.ts$|\/zod\//

test('a client’s bundle has no schemas, examples, document, facts or zod', async () => {
  const files = await bundled(`
    import { createProvider } from '../../src/index.js'
    import { lighthouse } from './generated/lighthouse/index.js'
    export const createLighthouse = createProvider(lighthouse)
  `)
  expect(files).toContain('test/generality/generated/lighthouse/operations.ts')
  expect(files.filter((file) => heavy.test(file))).toEqual([])
})

test('a mock’s bundle has them, so the pattern finds them', async () => {
  const files = await bundled(`export { lighthouse } from './generated/lighthouse/mock.js'`)
  const found = files.filter((file) => heavy.test(file)).map((file) => file.replace(/.*(?=\/)/, ''))
  expect(found).toEqual(expect.arrayContaining(['/schemas.ts', '/examples.ts', '/document.ts', '/mock.ts']))
  expect(files.join()).toContain('/zod/')
})
