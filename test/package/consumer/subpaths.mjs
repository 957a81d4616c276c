const names = [
  'onair',
  'onair/kollus-live',
  'onair/dlive',
  'onair/livepush',
  'onair/ovenstudio',
  'onair/ovenmediaengine',
  'onair/node',
  'onair/node-test',
  'onair/redis',
  'onair/mock',
  'onair/schemas/kollus-live',
  'onair/schemas/dlive',
  'onair/schemas/livepush',
  'onair/schemas/ovenstudio',
]
const found = {}
for (const name of names) found[name] = Object.keys(await import(name))
console.log(JSON.stringify(found))
