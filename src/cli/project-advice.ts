import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** Packages that generated code may import, with the version that it is made for. */
const PACKAGES = { onair: '', zod: '@4', '@graphql-typed-document-node/core': '@3' } as const

/**
 * What the project around `out` lacks for the generated code in it: packages that it imports, and ES modules. One sentence each, with what
 * to do. `hasGraphQL` says that GraphQL documents are among the code.
 */
export function projectAdvice(out: string, { hasGraphQL }: { readonly hasGraphQL: boolean }): readonly string[] {
  const folder = resolve(out)
  const { resolve: find } = createRequire(join(folder, 'index.js'))
  const missing = Object.entries(PACKAGES)
    .filter(([name]) => hasGraphQL || !name.startsWith('@graphql'))
    .filter(([name]) => !isFound(() => find(`${name}/package.json`)))
    .map(([name, version]) => name + version)
  const advice: string[] = []
  if (missing.length > 0) {
    const words = missing.join(' ')
    advice.push(
      `The code in ${out} imports packages that the project does not have. Run npm install ${words} (or pnpm add ${words}).`,
    )
  }
  const manifest = nearestManifest(folder)
  if (!manifest?.isModule) {
    const where = manifest ? `${manifest.file} has no "type": "module"` : 'there is no package.json'
    advice.push(
      `The project is CommonJS, because ${where}, but onair and the code in ${out} are ES modules. Run npm pkg set type=module there, or name a folder of a project with "type": "module" with --out.`,
    )
  }
  return advice
}

/** The `package.json` that says what a `.ts` or `.js` file in `folder` is (Node.js, "Determining module system"). */
function nearestManifest(folder: string): { readonly file: string; readonly isModule: boolean } | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, 'package.json')
    if (existsSync(file)) return { file, isModule: typeOf(file) === 'module' }
    if (at === dirname(at)) return undefined
  }
}

function typeOf(file: string): unknown {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}

function isFound(find: () => string): boolean {
  try {
    find()
    return true
  } catch {
    return false
  }
}
