import type { Instance } from '../../core/instance.js'

/** The result of a form. The next page shows it once. */
export interface Flash {
  readonly text: string
  readonly isProblem?: boolean
  /** The id of the part of the page that shows the message. Default: the top of the page. */
  readonly place?: string
  /** Values by label, such as tokens. Each has a copy button. */
  readonly values?: Readonly<Record<string, string>>
  /** The output of a control. */
  readonly output?: unknown
}

/** The number of unread messages that are kept. */
const kept = 20

interface KeptFlashes {
  last: number
  readonly byId: Map<string, Flash>
}

const messages = new WeakMap<Instance, KeptFlashes>()

/** Keeps a message. Returns the id for the address of the next page: `?said=<id>`. */
export function keepFlash(instance: Instance, flash: Flash): string {
  const all = messages.get(instance) ?? { last: 0, byId: new Map<string, Flash>() }
  messages.set(instance, all)
  const id = String(++all.last)
  all.byId.set(id, flash)
  all.byId.delete(String(all.last - kept))
  return id
}

/** The message with this id. A second call returns undefined. */
export function takeFlash(instance: Instance, id: string | undefined): Flash | undefined {
  const byId = messages.get(instance)?.byId
  const flash = byId?.get(id ?? '')
  byId?.delete(id ?? '')
  return flash
}
