import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Prism judges what the other suites have provoked, so it runs after them. */
const secondOpinion = 'test/contract/prism.test.ts'

const shared = {
  // The browser and the packed package take their time on two cores.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The files of a worker share its modules, so each is loaded once: the suite takes two thirds of the time.
  isolate: false,
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Vitest leaves a core free, and on two cores one worker takes half as long again as two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    globalSetup: ['./test/support/exchange-folder.ts', './test/support/package-folder.ts'],
    projects: [
      {
        // `onair/…` is what a user of the package imports.
        resolve: { tsconfigPaths: true },
        test: {
          ...shared,
          name: 'suites',
          setupFiles: './test/support/hooks.ts',
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          // The example of an own provider needs what `onair init` makes: test/package/init runs it.
          exclude: [secondOpinion, 'test/artifacts/**', 'examples/own-provider/**'],
          typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], ignoreSourceErrors: true },
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'second opinion', include: [secondOpinion], sequence: { groupOrder: 1 } } },
    ],
  },
})
