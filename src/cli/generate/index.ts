export { generate } from './generate.js'
export { SpecError } from './spec-error.js'
export { watchSpecs } from './watch.js'
