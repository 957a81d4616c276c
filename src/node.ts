/** What needs Node.js. */
export { fileStore } from './store/file.js'
