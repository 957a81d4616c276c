import type * as z from 'zod'
import type { components } from '../../../generated/control/types.js'
import type { Controls } from '../../core/definition/controls.js'
import { jsonSchema } from '../../core/definition/json-schema.js'

type Description = components['schemas']['Control']

/** Controls with the JSON Schemas of their inputs and outputs. */
export const describeControls = (controls: Controls): Description[] =>
  Object.entries(controls).map(([name, { summary, input, output }]) => ({
    name,
    summary,
    input: jsonSchema(input as z.ZodType, 'input'),
    output: jsonSchema(output as z.ZodType, 'output'),
  }))
