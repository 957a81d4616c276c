import { build, type Metafile } from 'esbuild'
import { fasterGenerators } from './faster-generators.js'

/** Writes `generate/index.js` and `certificate.js` of `src/cli` into a folder, with the packages that they need. */
export const bundleGenerators = async (outdir: string): Promise<Metafile> => {
  const { metafile } = await build({
    entryPoints: ['src/cli/generate/index.ts', 'src/cli/certificate.ts'],
    outbase: 'src/cli',
    outdir,
    chunkNames: 'generate/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Dependencies of the package itself. A second copy of GraphQL would refuse the schemas of the first.
    external: ['graphql', 'yaml'],
    // Variables of CommonJS that an ES module does not have.
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    plugins: [fasterGenerators],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  })
  return metafile
}
