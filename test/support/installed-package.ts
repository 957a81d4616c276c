import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, vi } from 'vitest'

const run = promisify(execFile)
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
/** npm's cache has the dependencies, because the repository has just been installed. */
export const quiet = ['--prefer-offline', '--no-audit', '--no-fund']

/** The package as a user has it. */
export interface InstalledPackage {
  /** A project in which the tarball is installed. Folders below it import `onair` as the project does. */
  readonly project: string
  readonly tarball: string
}

let installed: Promise<InstalledPackage> | undefined

/**
 * The package, built, packed, and installed in an empty project. That is done once in a run, by the worker that needs it first; the others
 * wait for it. It takes most of a minute: await it in `beforeAll(…, PACKAGE_TIMEOUT)`.
 */
export function installedPackage(): Promise<InstalledPackage> {
  installed ??= installOnce()
  return installed
}

/** Milliseconds. */
export const PACKAGE_TIMEOUT = 480_000

async function installOnce(): Promise<InstalledPackage> {
  const folder = inject('packageFolder')
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const found = { project: join(folder, 'project'), tarball: join(folder, `onair-${version}.tgz`) }
  const outcome = join(folder, 'outcome.txt')
  if (isFirst(folder)) {
    const failure = await install(folder, found).then(
      () => '',
      (error: unknown) => `The package could not be installed: ${String(error)}`,
    )
    writeFileSync(`${outcome}.new`, failure)
    renameSync(`${outcome}.new`, outcome)
  }
  await vi.waitFor(() => expect(existsSync(outcome)).toBe(true), { timeout: PACKAGE_TIMEOUT, interval: 100 })
  expect(readFileSync(outcome, 'utf8')).toBe('')
  return found
}

/** Of all workers that make the same folder, one succeeds. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'staged'))
    return true
  } catch {
    return false
  }
}

async function install(folder: string, { project, tarball }: InstalledPackage): Promise<void> {
  const staged = join(folder, 'staged')
  for (const file of ['package.json', 'README.md', 'LICENSE', 'docs', 'examples/own-provider', 'specs']) {
    cpSync(file, join(staged, file), { recursive: true })
  }
  await run(process.execPath, ['--import', 'tsx', 'scripts/build.ts', join(staged, 'dist')])
  await run(process.execPath, ['--import', 'tsx', 'scripts/llms.ts', staged])
  await run(npm, ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: staged })
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  await run(npm, ['install', ...quiet, tarball], { cwd: project })
}
