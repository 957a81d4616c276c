import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A JavaScript runtime that npm has as a package of its own for each platform, without an install script. */
export interface Runtime {
  /** What messages call it. */
  readonly title: string
  /** The package of this platform; undefined if npm has none for it. */
  readonly package: string | undefined
  /** The versions that the tests run with. */
  readonly range: string
  /** Its program, in the package. */
  readonly program: string
  /** Fetched and tested only with ONAIR_LONG=1. */
  readonly isLong?: boolean
}

const { platform, arch } = process
const exe = platform === 'win32' ? '.exe' : ''
const node = `node-${platform === 'win32' ? 'win' : platform}-${arch}`

/** What each publisher calls the platforms that its package is built for. */
const bun: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-aarch64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-aarch64',
  'win32-x64': 'windows-x64',
}
const deno: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64-glibc',
  'linux-arm64': 'linux-arm64-glibc',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
}
const workerd: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-64',
  'linux-arm64': 'linux-arm64',
  'darwin-x64': 'darwin-64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'windows-64',
}

const scoped = (scope: string, platforms: Readonly<Record<string, string>>): string | undefined => {
  const name = platforms[`${platform}-${arch}`]
  return name && `${scope}${name}`
}

/** The runtimes that `pretest` fetches, beside the Node.js that runs the tests. */
export const runtimes = {
  node22: { title: 'Node.js 22', package: node, range: '22', program: `bin/node${exe}` },
  node24: { title: 'Node.js 24', package: node, range: '24', program: `bin/node${exe}`, isLong: true },
  bun: { title: 'Bun', package: scoped('@oven/bun-', bun), range: '1', program: `bin/bun${exe}` },
  deno: { title: 'Deno', package: scoped('@deno/', deno), range: '2', program: `deno${exe}` },
  workerd: {
    title: 'workerd',
    package: scoped('@cloudflare/workerd-', workerd),
    range: '1',
    program: `bin/workerd${exe}`,
  },
} satisfies Readonly<Record<string, Runtime>>

export type RuntimeName = keyof typeof runtimes

/** Those of this run. */
export const runtimeNames = (Object.keys(runtimes) as RuntimeName[]).filter(
  (name) => process.env['ONAIR_LONG'] || !(runtimes[name] as Runtime).isLong,
)

/** The folder in which `pretest` installs it. The cache folder is in node_modules, so that git and the package do not see it. */
export const folderOf = (name: RuntimeName): string =>
  fileURLToPath(new URL(`../../node_modules/.cache/onair/${name}`, import.meta.url))

/** The path of its program; undefined if it is not there. Without it the suites that need it are skipped by name. */
export function findRuntime(name: RuntimeName): string | undefined {
  const { package: from, program } = runtimes[name]
  if (from === undefined) return undefined
  const path = join(folderOf(name), 'node_modules', from, program)
  return existsSync(path) ? path : undefined
}
