/** Imports the given modules and reports how many milliseconds that took. */
const since = performance.now()
for (const specifier of process.argv.slice(2)) await import(specifier)
process.send({ ms: performance.now() - since })
