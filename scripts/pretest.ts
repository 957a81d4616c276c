import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { findRuntime, folderOf, runtimeNames, runtimes, type RuntimeName } from '../test/support/runtimes.js'

/**
 * Makes sure that the programs for the tests are installed. As root on Debian it installs them. Elsewhere it says what to install, and the
 * suites that need it are skipped by name.
 */
const programs = [
  {
    name: 'chromium',
    for: 'browser tests',
    isHere: () =>
      Boolean(process.env['CHROMIUM_PATH']) || ['chromium', 'chromium-browser', 'google-chrome'].some(isInstalled),
  },
  {
    name: 'python3-botocore',
    for: 'tests against AWS’s own signer',
    isHere: () => spawnSync('python3', ['-c', 'import botocore.signers']).status === 0,
  },
  {
    name: 'redis-server',
    for: 'tests of the Redis store and limiter',
    isHere: () => isInstalled('redis-server'),
  },
  {
    name: 'python3-requests',
    for: 'test of the example in Python',
    isHere: () => spawnSync('python3', ['-c', 'import requests']).status === 0,
  },
]

function isInstalled(command: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function apt(...words: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-qq', '-y', ...words], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
}

const missing = programs.filter(({ isHere }) => !isHere())
if (missing.length > 0) {
  const names = missing.map(({ name }) => name)
  const mayInstall = process.getuid?.() === 0 && isInstalled('apt-get')
  if (mayInstall) {
    console.log(`Installing ${names.join(', ')} for the tests …`)
    if (!apt('update') || !apt('install', '--no-install-recommends', ...names)) {
      console.log(`apt-get could not install ${names.join(', ')}.`)
    }
  } else {
    for (const program of missing) {
      console.log(
        `${program.name} is not installed: the ${program.for} will be skipped. On Debian: apt-get install ${program.name}`,
      )
    }
  }
}

// Several at a time: each is one download. Two minutes are enough for a slow line.
await Promise.all(runtimeNames.filter((name) => !findRuntime(name)).map(fetchRuntime))

async function fetchRuntime(name: RuntimeName): Promise<void> {
  const { title, package: from, range } = runtimes[name]
  if (from === undefined) return console.log(`npm has no ${title} for this platform: its tests will be skipped.`)
  console.log(`Fetching ${title} for the tests …`)
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const words = ['install', ...options, '--prefix', folderOf(name), `${from}@${range}`]
  const npm = spawn('npm', words, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
    timeout: 120_000,
  })
  await once(npm, 'close').catch(() => undefined)
  if (!findRuntime(name)) {
    console.log(`npm could not install ${from}@${range}: the tests with ${title} will be skipped. Run npm test again.`)
  }
}
