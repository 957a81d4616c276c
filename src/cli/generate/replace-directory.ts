import { UsageError } from '../../errors/on-air-error.js'
import { existsSync, renameSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Files, listFiles, withoutCompiled } from './drift.js'
import { generatedMark } from './head.js'

/**
 * Replaces everything in the folder `out` by `files`, completely or not at all:
 *
 * - the new folder is written next to the old one, then both are renamed;
 * - a run that dies at any point leaves the old output, or a state that `recover` turns back into it;
 * - a folder that holds anything not generated is refused, so that a wrong `--out` deletes no work.
 */
export const replaceDirectory = async (out: string, files: Files): Promise<void> => {
  const present = withoutCompiled(await listFiles(out))
  for (const file of present) {
    const text = await readFile(join(out, file), 'utf8')
    if (text.startsWith(generatedMark)) continue
    throw new UsageError(
      `${join(out, file)} was not generated, so ${out} is not replaced. Move the file, or change --out.`,
    )
  }
  const { next, old } = besides(out, process.pid)
  try {
    for (const [file, text] of files) {
      await mkdir(dirname(join(next, file)), { recursive: true })
      await writeFile(join(next, file), text)
    }
    exchange(resolve(out), next, old)
  } finally {
    await rm(next, { recursive: true, force: true })
  }
  await rm(old, { recursive: true, force: true })
}

/** Synchronous, so that no signal handler of this process comes in between. */
const exchange = (out: string, next: string, old: string): void => {
  const replaces = existsSync(out)
  if (replaces) renameSync(out, old)
  try {
    renameSync(next, out)
  } catch (error) {
    if (replaces) renameSync(old, out)
    throw error
  }
}

/** Cleans up after a run that died: restores the old output if it was moved away, and removes the rest. */
export const recover = async (out: string): Promise<void> => {
  const folder = dirname(resolve(out))
  const siblings = await readdir(folder).catch(() => [])
  for (const name of siblings) {
    const pid = Number(/-(\d+)$/.exec(name)?.[1])
    const { next, old } = besides(out, pid)
    const left = join(folder, name)
    if ((left !== next && left !== old) || isAlive(pid)) continue
    if (left === old && !existsSync(out)) await rename(old, resolve(out))
    else await rm(left, { recursive: true, force: true })
  }
}

/** Names of the temporary folders of a process. Two runs at once do not collide. */
const besides = (out: string, pid: number): { next: string; old: string } => {
  const base = join(dirname(resolve(out)), `.${basename(out)}`)
  return { next: `${base}.next-${pid}`, old: `${base}.old-${pid}` }
}

const isAlive = (pid: number): boolean => {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it belongs to another user, and is alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
