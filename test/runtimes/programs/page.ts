/** Runs the checks in a page. The test calls it, and lends it the control API, which answers no page of another origin. */
import { run, type Place } from '../check.js'
import { calls } from '../checks/calls.js'
import { events } from '../checks/events.js'
import { signing } from '../checks/signing.js'

const checks = { ...calls, ...events, ...signing }

Object.assign(globalThis, {
  check: (place: Place) => run(checks, { ...place, control: (globalThis as unknown as Place).control }),
})
