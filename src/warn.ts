/** Emits a process warning; on a platform without one, prints to the console. */
export function warnProcess(message: string): void {
  if (typeof process === 'object' && typeof process.emitWarning === 'function') process.emitWarning(message)
  else console.warn(message)
}
