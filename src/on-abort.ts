const listenersOf = new WeakMap<EventTarget, Set<() => void>>()

/**
 * Calls `listener` when `signal` aborts, and returns a function that removes it. All listeners of one signal share a single event listener:
 * Node.js takes more than ten for a leak and prints a warning, and an application may pass one signal to any number of calls. A signal that
 * has aborted calls nothing: check `aborted` first.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = listenersOf.get(signal) ?? new Set()
  listenersOf.set(signal, listeners.add(listener))
  // The same function is added only once.
  signal.addEventListener('abort', run, { once: true })
  return () => {
    if (listeners.delete(listener) && listeners.size === 0) signal.removeEventListener('abort', run)
  }
}

function run({ target }: Event): void {
  const listeners = listenersOf.get(target!) ?? []
  listenersOf.delete(target!)
  for (const listener of listeners) listener()
}
