const names = ['onair', 'onair/kollus-live', 'onair/node', 'onair/mock', 'onair/schemas/kollus-live']
const found = {}
for (const name of names) found[name] = Object.keys(await import(name))
console.log(JSON.stringify(found))
