/** Imports what it is told to and tells how many milliseconds that took. */
const since = performance.now()
for (const specifier of process.argv.slice(2)) await import(specifier)
process.send({ ms: performance.now() - since })
