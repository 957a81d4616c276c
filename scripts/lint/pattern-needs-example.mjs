/** A pattern is hard to read, so the schema shows a value that matches. (`no-invalid-schema-examples` checks that it does.) */
export const patternNeedsExample = () => ({
  Schema(schema, { report, location }) {
    if (schema.pattern === undefined || schema.example !== undefined || schema.examples?.length > 0) return
    report({ message: 'A schema with a `pattern` needs `examples`.', location: location.child('pattern') })
  },
})
