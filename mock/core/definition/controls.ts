import { withName } from '../quoted.js'
import type * as z from 'zod'
import { UnknownError } from '../unknown-error.js'
import { checkName, noSuchName } from '../validate.js'
import type { AnyWorld } from './world.js'

/** An action that a test can do and the provider's API cannot, such as going live. It takes one object. */
export interface Control<Input extends z.ZodType, Output extends z.ZodType, World> {
  /** One sentence for the documentation. */
  readonly summary: string
  readonly input: Input
  readonly output: Output
  run(input: z.output<Input>, world: World): z.input<Output> | Promise<z.input<Output>>
}

// oxlint-disable-next-line typescript/no-explicit-any -- each control has its own input and output
export type AnyControl = Control<any, any, any>

export type Controls = Readonly<Record<string, AnyControl>>

/** A control as a method of `mock.provider(…).controls`. */
export type ControlMethod<C> =
  C extends Control<infer Input, infer Output, never>
    ? Record<string, never> extends z.input<Input>
      ? (input?: z.input<Input>) => Promise<z.output<Output>>
      : (input: z.input<Input>) => Promise<z.output<Output>>
    : never

export type ControlMethods<Set> = { readonly [Name in keyof Set]: ControlMethod<Set[Name]> }

/** Gives a control the type of its world: `const control = controlsOf<MyWorld>()`, then `export const goLive = control({ … })`. */
export const controlsOf =
  <World extends AnyWorld>() =>
  <Input extends z.ZodType, Output extends z.ZodType>(control: Control<Input, Output, World>) =>
    control

/** All controls of a definition, including those that are loaded on demand. */
export const loadControls = async ({ controls, moreControls }: LoadableControls): Promise<Controls> => ({
  ...controls,
  ...(await moreControls?.()),
})

interface LoadableControls {
  readonly controls: Controls
  readonly moreControls: (() => Promise<Controls>) | undefined
}

/**
 * Runs a control by its name. Rejects with an `UnknownError` if the control does not exist, and with a `RangeError` if the input does not
 * fit its schema. An output that does not fit its schema is a defect of the definition: rejects with an `Error`.
 */
export async function runControl(controls: Controls, name: string, input: unknown, world: AnyWorld): Promise<unknown> {
  const { provider } = world.profile
  const names = Object.keys(controls)
  if (!names.includes(name)) throw new UnknownError(noSuchName(`control of ${provider}`, name, names))
  const control = controls[name]!
  const read = (control.input as z.ZodType).safeParse(input ?? {})
  if (!read.success) checkFields(`${provider}.${name}`, control.input as z.ZodType, read.error)
  if (!read.success) throw new RangeError(`${provider}.${name} ${problemOf(read.error)}`)
  const output: unknown = await control.run(read.data, world)
  const written = (control.output as z.ZodType).safeParse(output)
  if (written.success) return written.data
  throw new Error(`The output of ${provider}.${name} does not fit its schema. It ${problemOf(written.error)}`)
}

/** Throws a `RangeError` for an unknown field. The message lists the fields and suggests the nearest. */
function checkFields(name: string, input: z.ZodType, { issues }: z.ZodError): void {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  const { shape } = input as Partial<z.ZodObject>
  for (const key of unknown) checkName(`field of ${name}`, key, Object.keys(shape ?? {}))
}

/** The first problem and its place. Values are left out, because they may be secret. */
function problemOf({ issues }: z.ZodError): string {
  const [{ path, message }] = issues as [z.core.$ZodIssue]
  const place = path.length > 0 ? `the ${withName('field', path.map(String).join('.'))}` : 'one object'
  return `needs ${place} to fit its schema: ${message}.`
}
