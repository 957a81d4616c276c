/** An array declares its items, `{}` for any value: Spectral's rules and many generators refuse an array without them. */
export const arraysHaveItems = () => ({
  Schema(schema, { report, location }) {
    if (![schema.type].flat().includes('array') || schema.items !== undefined) return
    report({ message: 'An array needs `items`.', location: location.child('type') })
  },
})
