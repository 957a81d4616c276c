import { withName } from '../quoted.js'
import type * as z from 'zod'
import { UnknownError } from '../unknown-error.js'
import { checkName, noSuchName } from '../validate.js'
import type { AnyWorld } from './world.js'

/** Something that a test can do to a provider and no call of its API can. It takes one object. */
export interface Control<Input extends z.ZodType, Output extends z.ZodType, World> {
  /** One sentence, for documentation. */
  readonly summary: string
  readonly input: Input
  readonly output: Output
  run(input: z.output<Input>, world: World): z.input<Output> | Promise<z.input<Output>>
}

// oxlint-disable-next-line typescript/no-explicit-any -- what it takes and gives is its own to say
export type AnyControl = Control<any, any, any>

export type Controls = Readonly<Record<string, AnyControl>>

/** A control as `mock.provider(…).controls` has it. */
export type ControlMethod<C> =
  C extends Control<infer Input, infer Output, never>
    ? Record<string, never> extends z.input<Input>
      ? (input?: z.input<Input>) => Promise<z.output<Output>>
      : (input: z.input<Input>) => Promise<z.output<Output>>
    : never

export type ControlMethods<Set> = { readonly [Name in keyof Set]: ControlMethod<Set[Name]> }

/** Types a control of a world: `const control = controlsOf<MyWorld>()`, then `export const goLive = control({ … })`. */
export const controlsOf =
  <World extends AnyWorld>() =>
  <Input extends z.ZodType, Output extends z.ZodType>(control: Control<Input, Output, World>) =>
    control

/** All controls of a definition, those that are loaded on demand included. */
export const loadControls = async ({ controls, moreControls }: LoadableControls): Promise<Controls> => ({
  ...controls,
  ...(await moreControls?.()),
})

interface LoadableControls {
  readonly controls: Controls
  readonly moreControls: (() => Promise<Controls>) | undefined
}

/**
 * Runs a control by its name. Rejects with an `UnknownError` for a name that does not exist, and with a `RangeError` for an input against
 * its schema. An output against its schema is a defect of the definition.
 */
export async function runControl(controls: Controls, name: string, input: unknown, world: AnyWorld): Promise<unknown> {
  const { provider } = world.profile
  const names = Object.keys(controls)
  if (!names.includes(name)) throw new UnknownError(noSuchName(`control of ${provider}`, name, names))
  const control = controls[name]!
  const read = (control.input as z.ZodType).safeParse(input ?? {})
  if (!read.success) checkFields(`${provider}.${name}`, control.input as z.ZodType, read.error)
  if (!read.success) throw new RangeError(`${provider}.${name} ${problemOf(read.error)}`)
  const given: unknown = await control.run(read.data, world)
  const written = (control.output as z.ZodType).safeParse(given)
  if (written.success) return written.data
  throw new Error(`${provider}.${name} gave what its output schema does not allow. It ${problemOf(written.error)}`)
}

/** Throws a `RangeError` for a field that the input does not have, with those that it has and the nearest of them. */
function checkFields(name: string, input: z.ZodType, { issues }: z.ZodError): void {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  const { shape } = input as Partial<z.ZodObject>
  for (const key of unknown) checkName(`field of ${name}`, key, Object.keys(shape ?? {}))
}

/** The first thing that is wrong, with its place. No value is in it: it may be a secret. */
function problemOf({ issues }: z.ZodError): string {
  const [{ path, message }] = issues as [z.core.$ZodIssue]
  const place = path.length > 0 ? `the ${withName('field', path.map(String).join('.'))}` : 'one object'
  return `needs ${place} to fit its schema: ${message}.`
}
