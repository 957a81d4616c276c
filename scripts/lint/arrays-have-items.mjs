/** An array says what its items are, be it `{}` for anything: Spectral's rules and many generators refuse it without. */
export const arraysHaveItems = () => ({
  Schema(schema, { report, location }) {
    if (![schema.type].flat().includes('array') || schema.items !== undefined) return
    report({ message: 'An array needs `items`.', location: location.child('type') })
  },
})
