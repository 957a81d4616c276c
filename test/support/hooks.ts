import { afterAll, afterEach } from 'vitest'
import { endMocks, expectNoViolations } from './mock.js'

// Set here and not beside `testMock`: files share modules, so what a module does as it loads happens for the first file only.
afterEach(expectNoViolations)
afterAll(endMocks)
