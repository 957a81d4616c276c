import { build } from 'esbuild'
import { join } from 'node:path'

/** The programs that run the checks, as files of a project in which the package is installed. */
export interface Programs {
  /** A module that imports the package, for Node.js, Bun and Deno. */
  readonly server: string
  /** The module of a worker, the package bundled with it. */
  readonly worker: string
  /** A script for a page, the package bundled with it. */
  readonly page: string
}

/** Compiles the programs into a folder of `project`, as a user's own build would: what they import is the installed package. */
export async function buildPrograms(project: string): Promise<Programs> {
  const folder = join(project, 'runtimes')
  const at = (name: string) => join(folder, name)
  await build({
    entryPoints: ['server', 'worker', 'page'].map((name) => `test/runtimes/programs/${name}.ts`),
    outdir: folder,
    bundle: true,
    format: 'esm',
    packages: 'external',
    // The paths of the repository's own settings lead to its sources.
    tsconfigRaw: {},
  })
  const bundle = { bundle: true, platform: 'browser', logLevel: 'error' } as const
  await Promise.all([
    build({ ...bundle, entryPoints: [at('worker.js')], outfile: at('worker.mjs'), format: 'esm' }),
    build({ ...bundle, entryPoints: [at('page.js')], outfile: at('page-bundle.js'), format: 'iife' }),
  ])
  return { server: at('server.js'), worker: at('worker.mjs'), page: at('page-bundle.js') }
}
