/** A pattern is hard to read: the schema shows a value that fits. (That it fits is `no-invalid-schema-examples`.) */
export const patternNeedsExample = () => ({
  Schema(schema, { report, location }) {
    if (schema.pattern === undefined || schema.example !== undefined || schema.examples?.length > 0) return
    report({ message: 'A schema with a `pattern` needs `examples`.', location: location.child('pattern') })
  },
})
