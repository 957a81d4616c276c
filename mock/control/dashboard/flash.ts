import type { Instance } from '../../core/instance.js'

/** What became of a form. It is shown once, on the page that comes after the form. */
export interface Flash {
  readonly text: string
  readonly isProblem?: boolean
  /** The part of the page that the form is in, by its id; the message is shown there. Default: the top of the page. */
  readonly place?: string
  /** What the form gave: labelled values such as tokens, each with a copy button. */
  readonly values?: Readonly<Record<string, string>>
  /** The output of a control. */
  readonly output?: unknown
}

/** Messages that no page has shown are kept up to this number. */
const kept = 20

interface KeptFlashes {
  last: number
  readonly byId: Map<string, Flash>
}

const messages = new WeakMap<Instance, KeptFlashes>()

/** Keeps a message, and gives the id that the next page is asked with: `?said=<id>`. */
export function keepFlash(instance: Instance, flash: Flash): string {
  const all = messages.get(instance) ?? { last: 0, byId: new Map<string, Flash>() }
  messages.set(instance, all)
  const id = String(++all.last)
  all.byId.set(id, flash)
  all.byId.delete(String(all.last - kept))
  return id
}

/** The message with this id; a second call gives undefined. */
export function takeFlash(instance: Instance, id: string | undefined): Flash | undefined {
  const byId = messages.get(instance)?.byId
  const flash = byId?.get(id ?? '')
  byId?.delete(id ?? '')
  return flash
}
