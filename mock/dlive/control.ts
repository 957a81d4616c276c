import * as z from 'zod'
import { controlsOf } from '../core/definition/controls.js'
import type { DLiveWorld } from './world.js'

export const control = controlsOf<DLiveWorld>()

/** The input of a control without input. */
export const nothing = z.strictObject({})

interface CommandControl<Input extends z.ZodType> {
  readonly summary: string
  readonly input: Input
  run(input: z.output<Input>, world: DLiveWorld): void | Promise<void>
}

/** A control without output. */
export const command = <Input extends z.ZodType>({ run, ...rest }: CommandControl<Input>) =>
  control({
    ...rest,
    output: z.null(),
    async run(input, world) {
      await run(input, world)
      return null
    },
  })
