/** What needs Node.js. */
export { dispatcherFetch, type RequestDispatcher } from './http/dispatcher-fetch.js'
export { fileStore } from './store/file.js'
export { sqliteStore } from './store/sqlite.js'
export type { SqliteDatabase } from './store/sqlite-connection.js'
