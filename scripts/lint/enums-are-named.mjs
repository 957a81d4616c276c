/** An enum has a schema of its own under components.schemas, so that types and validators get a name for it. */
export const enumsAreNamed = () => ({
  Schema(schema, { report, location }) {
    if (!schema.enum || /^#\/components\/schemas\/[^/]+$/.test(location.pointer)) return
    report({
      message: 'This enum has no name: move the schema to `components.schemas` and refer to it.',
      location: location.child('enum'),
    })
  },
})
