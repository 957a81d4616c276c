/** Every property of a named schema says how sure we are of it, unless its schema says so for all. */
export const propertyEvidence = () => ({
  Schema(schema, { report, location }) {
    if (!/^#\/components\/schemas\/[^/]+$/.test(location.pointer) || schema['x-evidence'] !== undefined) return
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (property['x-evidence'] !== undefined) continue
      const message = `\`${name}\` needs \`x-evidence\`, or the schema does.`
      report({ message, location: location.child(['properties', name]).key() })
    }
  },
})
