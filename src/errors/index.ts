/** Every error this package throws. */
export * from './api-error.js'
export * from './auth-error.js'
export * from './callback-error.js'
export * from './graphql-response-error.js'
export * from './on-air-error.js'
export * from './subscription-error.js'
export * from './transport-error.js'
