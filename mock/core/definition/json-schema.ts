import * as z from 'zod'

/** The JSON Schema of a control's input or output. Types that JSON Schema cannot express become `{}`. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
