export { generate, type GenerateOptions, type GenerateResult } from './generate.js'
export { SpecError, type SpecProblem } from './spec-error.js'
export { watchSpecs, type WatchOptions } from './watch.js'
