export { generate } from './generate.js'
export { readMockSpecs } from './mock-spec.js'
export { SpecError } from './spec-error.js'
export { watchSpecs } from './watch.js'
