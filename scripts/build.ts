import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'rolldown'
import { bundleGenerators } from './bundle-generators.js'

/**
 * Compiles the package into a folder (default: `dist`), after emptying it. TypeScript writes the types, one file for each source. rolldown
 * writes the code: one file for each subpath, and chunks for what they share, because the number of files decides how long an import takes
 * in Node.js.
 *
 * The generators and the TypeScript 5 that they need go into the package as one bundle: their peer range refuses the TypeScript that
 * current projects have, and TypeScript 7 has no compiler API. So `onair generate` needs nothing but onair. The library that makes
 * certificates is in the bundle too: few projects use it, and it would add 9 MB to every one.
 */
const out = process.argv[2] ?? 'dist'
rmSync(out, { recursive: true, force: true })
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', out], { stdio: 'inherit' })

const bundledApart = /(^|\/)(generate\/index|certificate)\.js$/
await build({
  input: Object.fromEntries(entries().map((entry) => [entry, `./${entry}.ts`])),
  platform: 'node',
  external: (id) => !/^[./]/.test(id) || bundledApart.test(id),
  output: {
    dir: out,
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: {
      groups: [
        { name: 'sign-in', test: isOfSignIn, minShareCount: 3, priority: 1 },
        { name: 'client', test: isOfEveryClient, minShareCount: 3 },
      ],
    },
  },
  logLevel: 'warn',
})

const commands = join(out, 'src/cli')
const generators = join(commands, 'generate')
rmSync(generators, { recursive: true })
const metafile = await bundleGenerators(commands)
writeFileSync(join(generators, 'LICENSES.txt'), licenses(Object.keys(metafile.inputs)))

/** Whether a source may be in the chunk that every client loads. What imports modules of Node.js may not: a page could not load it. */
function isOfEveryClient(path: string): boolean {
  return /\/src\/(auth|errors|http|store|[\w-]+\.ts$)/.test(path) && !readFileSync(path, 'utf8').includes("'node:")
}

/** Whether a source is for sign-in alone. A bundle of a client with a token of its own leaves the whole chunk out. */
function isOfSignIn(path: string): boolean {
  return isOfEveryClient(path) && /\/src\/(auth\/(?!static|token\.|jwt)|store\/|base64)/.test(path)
}

/** The entry points in `package.json`, as paths of sources without their extension. */
function entries(): string[] {
  const { bin, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly bin: Record<string, string>
    readonly exports: Record<string, string>
  }
  return [...Object.values(bin), ...Object.values(exports)]
    .flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? [])
    .flatMap((path) => (path.includes('*') ? readdirSync('generated').map((name) => path.replace('*', name)) : path))
}

/** The licenses of all packages in the bundle. They require a copy with every distribution. */
function licenses(inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
        string,
        string
      >
      const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'License', 'license', 'LICENCE'].find((one) =>
        existsSync(join(folder, one)),
      )
      return `${name}@${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'No licence file comes with it.'}\n`
    })
    .join('\n---\n\n')
}
