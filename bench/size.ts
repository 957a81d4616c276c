import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { Child, childFile } from './child.js'
import { compare, type Figure } from './rounds.js'

/** Something of the package that has a size. */
export interface Size {
  readonly name: string
  readonly files: number
  readonly bytes: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** What is downloaded, what it unpacks to, and what a program that imports one client makes Node read. */
export async function sizes(): Promise<Size[]> {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8' })
  const [pack] = JSON.parse(told) as [{ size: number; unpackedSize: number; files: { path: string; size: number }[] }]
  const { size, unpackedSize, files } = pack
  const part = (name: string, belongs: (path: string) => boolean): Size => {
    const chosen = files.filter(({ path }) => belongs(path))
    return { name, files: chosen.length, bytes: chosen.reduce((sum, file) => sum + file.size, 0) }
  }
  return [
    { name: 'tarball', files: files.length, bytes: size },
    { name: 'unpacked', files: files.length, bytes: unpackedSize },
    part('  of it code', (path) => path.endsWith('.js')),
    part('  of it types', (path) => path.endsWith('.d.ts')),
    { name: "import 'onair/kollus-live'", ...(await counted('onair/kollus-live')) },
    { name: "import 'onair/mock'", ...(await counted('onair/mock')) },
  ]
}

/** Minified and compressed bundles for a browser, with the socket of DLive as a chunk of its own. */
export async function bundleSizes(): Promise<Size[]> {
  const bundle = async (name: string, code: string): Promise<Size> => {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: root },
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      outdir: 'bundle',
      write: false,
      external: ['ws'],
      // The paths of the repository's own tsconfig lead to the sources.
      tsconfigRaw: {},
      target: 'es2022',
    })
    return {
      name,
      files: outputFiles.length,
      bytes: outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents).length, 0),
    }
  }
  return [
    await bundle('gzip: openapi-fetch', `export { default } from 'openapi-fetch'`),
    await bundle(
      'gzip: Livepush, static token',
      `export { staticToken } from 'onair'; export { createLivepush } from 'onair/livepush'`,
    ),
    await bundle('gzip: Livepush, OAuth', `export { createLivepush, livepushAuth } from 'onair/livepush'`),
    await bundle(
      'gzip: DLive, static token',
      `export { staticToken } from 'onair'; export { createDLive } from 'onair/dlive'`,
    ),
  ]
}

/** Time to import the client, by that of the two libraries that anyone would need who did the same by hand. */
export function importTime(rounds: number): Promise<Figure[]> {
  const side = (name: string, specifiers: readonly string[]) => ({
    name,
    measure: async () => (await heard<{ ms: number }>('import', specifiers)).ms,
  })
  return compare(
    [
      side('openapi-fetch, oauth4webapi', ['openapi-fetch', 'oauth4webapi']),
      side('onair/kollus-live', ['onair/kollus-live']),
    ],
    rounds,
  )
}

const counted = (specifier: string) => heard<{ files: number; bytes: number }>('import-count', [specifier])

async function heard<T>(file: string, args: readonly string[]): Promise<T> {
  const child = new Child(childFile(file), args)
  try {
    return await child.hear<T>()
  } finally {
    await child.end()
  }
}
