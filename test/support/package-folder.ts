import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the package of this run is built, packed and installed (installed-package.ts), if a test needs it. */
    packageFolder: string
  }
}

/** A folder for the package of one run. */
export default function providePackageFolder({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'onair-package-'))
  provide('packageFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
