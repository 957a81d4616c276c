import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The files of a new project around a provider, by name. `version` is that of onair. */
export const projectFiles = (provider: string, version: string): ReadonlyMap<string, string> =>
  new Map([
    ['package.json', `${JSON.stringify(manifest(provider, version), null, 2)}\n`],
    ['tsconfig.json', `${JSON.stringify(tsconfig, null, 2)}\n`],
    ['README.md', readme(provider)],
  ])

/** The package.json of the project that `folder` is in. */
export const manifestAbove = (folder: string): string | undefined => {
  const at = dirname(resolve(folder))
  const manifest = join(at, 'package.json')
  if (existsSync(manifest)) return manifest
  return at === dirname(at) ? undefined : manifestAbove(at)
}

const manifest = (name: string, version: string) => ({
  name,
  private: true,
  type: 'module',
  scripts: { generate: 'onair generate', check: 'tsc --noEmit', test: 'vitest run', mock: 'onair mock --spec specs' },
  dependencies: { onair: `^${version}`, zod: '^4.0.0' },
  devDependencies: { typescript: '>=5.9', vitest: '^4.0.0' },
})

const tsconfig = {
  compilerOptions: { target: 'es2023', module: 'nodenext', strict: true, skipLibCheck: true, noEmit: true, types: [] },
}

const readme = (provider: string): string => `# ${provider}

- \`specs/${provider}\`: the provider as an OpenAPI document
- \`generated\`: made from it by \`npm run generate\`, never edited
- \`${provider}.ts\`: the client and the sign-in
- \`${provider}-mock.ts\`: the mock
- \`${provider}.test.ts\`: a user signs in to the mock and calls it

\`npm run generate\` after each change of the spec: it lists what changed in the types. \`npm run check\` checks the types, \`npm test\` runs the test,
\`npm run mock\` serves the mock.
`
