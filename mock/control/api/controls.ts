import * as z from 'zod'
import type { components } from '../../../generated/control/types.js'
import type { Controls } from '../../core/definition/controls.js'

type Description = components['schemas']['Control']

/** Controls with the JSON Schemas of what they take and give. */
export const describeControls = (controls: Controls): Description[] =>
  Object.entries(controls).map(([name, { summary, input, output }]) => ({
    name,
    summary,
    input: jsonSchema(input as z.ZodType, 'input'),
    output: jsonSchema(output as z.ZodType, 'output'),
  }))

/** What JSON has no word for passes as anything. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}
