import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Packages that generated code may import, with the version that it is made for. */
const PACKAGES = { onair: '', zod: '@4', '@graphql-typed-document-node/core': '@3' } as const

/**
 * The packages, and the setting for ES modules, that the project around `out` lacks for the generated code. One sentence each, with the
 * remedy. `hasGraphQL` says that GraphQL documents are among the code.
 */
export function projectAdvice(out: string, { hasGraphQL }: { readonly hasGraphQL: boolean }): readonly string[] {
  const folder = resolve(out)
  const above = foldersAbove(folder)
  // Not by require.resolve: it also looks where NODE_PATH points, and pnpm makes that its own store. Yarn's Plug'n'Play has no such folders.
  const isInstalled = (name: string) =>
    process.versions['pnp'] !== undefined || above.some((at) => existsSync(join(at, 'node_modules', name)))
  const missing = Object.entries(PACKAGES)
    .filter(([name]) => (hasGraphQL || !name.startsWith('@graphql')) && !isInstalled(name))
    .map(([name, version]) => name + version)
  const advice: string[] = []
  if (missing.length > 0) {
    const words = missing.join(' ')
    advice.push(
      `The code in ${out} imports packages that the project does not have. Run npm install ${words} (or pnpm add ${words}).`,
    )
  }
  // The nearest package.json decides whether a `.ts` or `.js` file is an ES module (Node.js, "Determining module system").
  const manifest = above.map((at) => join(at, 'package.json')).find((file) => existsSync(file))
  if (manifest === undefined || typeOf(manifest) !== 'module') {
    const where = manifest ? `${manifest} has no "type": "module"` : 'there is no package.json'
    advice.push(
      `The project is CommonJS, because ${where}, but onair and the code in ${out} are ES modules. Run npm pkg set type=module there, or name a folder of a project with "type": "module" with --out.`,
    )
  }
  return advice
}

/** `folder` and all folders that it is in, the nearest first. */
function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...foldersAbove(parent)]
}

function typeOf(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}
