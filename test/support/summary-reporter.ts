import type { TestModule } from 'vitest/node'
import type { Reporter } from 'vitest/reporters'

/** Ends the run with the names of skipped tests, and one plain line: `N passed, N failed, N skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const skipped = new Set<string>()
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed' || state === 'failed') counts[state]++
        else {
          counts.skipped++
          skipped.add(test.parent.type === 'suite' ? test.parent.fullName : module.moduleId)
        }
      }
      // A file that cannot be loaded has no tests to fail.
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) counts.failed++
    }
    counts.failed += errors.length
    // Printed last, after the default reporter's own summary.
    process.once('exit', () => {
      for (const name of skipped) console.log(`skipped: ${name}`)
      if (skipped.size > 0 && process.env['CI'] === 'true') {
        console.log('With CI=true nothing may be skipped: install what the suites above need.')
        process.exitCode = 1
      }
      console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
    })
  }
}
