import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder for this run's exchanges, which a second validator reads (test/contract/prism.test.ts). */
    exchangeFolder: string
  }
}

/** A folder for the exchanges of one run. Concurrent runs do not mix. */
export default function provideExchangeFolder({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'onair-exchanges-'))
  provide('exchangeFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
