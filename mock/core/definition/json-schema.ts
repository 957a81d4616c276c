import * as z from 'zod'

/** The JSON Schema of what a control takes or gives. What JSON Schema has no word for passes as anything. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
