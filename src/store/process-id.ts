import { readFileSync, readlinkSync } from 'node:fs'
import { errorCode } from './error-code.js'

/** The known state of a process on this machine. */
export type Life = 'alive' | 'dead' | 'unknown'

const readOrUndefined = (read: () => string): string | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** When a process started, in ticks since the boot. Undefined if the system does not report it. */
const startOf = (pid: number): string | undefined =>
  // The name in parentheses may hold spaces: field 22 is the 20th after it.
  readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!)

/** The list of processes in which a pid counts: this boot of this machine, and the container. Undefined outside of Linux. */
const space = readOrUndefined(
  () => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${readlinkSync('/proc/self/ns/pid')}`,
)

/** Identifies this process uniquely. Empty if that is impossible. */
export const ownProcess: string = space === undefined ? '' : `${space} ${process.pid} ${startOf(process.pid)}`

/** Whether the process of that name runs. Unknown for one of another machine or container. */
export function lifeOf(name: string): Life {
  const [itsSpace, pid, start] = name.split(' ')
  if (space === undefined || itsSpace !== space || !/^\d+$/.test(pid ?? '')) return 'unknown'
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // A signal to another user's process fails, but the process exists.
    if (errorCode(error) === 'ESRCH') return 'dead'
  }
  const found = startOf(Number(pid))
  return found === undefined || found === start ? 'alive' : 'dead'
}
