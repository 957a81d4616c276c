import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { chromium } from '../support/chromium.js'
import { installedPackage, npm, PACKAGE_TIMEOUT, quiet } from '../support/installed-package.js'

const run = promisify(execFile)
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/** The project in which the package is installed, and a folder in it with the blocks of the documents. */
let project: string
let app: string
let tarball: string

/** What each subpath exports. */
let exported: Readonly<Record<string, readonly string[]>> = {}

/** What a user does: install the tarball in an empty folder. */
beforeAll(async () => {
  ;({ project, tarball } = await installedPackage())
  app = join(project, 'consumer')
  cpSync('test/package/consumer', app, { recursive: true })
  exported = JSON.parse((await run(process.execPath, ['subpaths.mjs'], { cwd: app })).stdout) as typeof exported
  const [tenLines, ...others] = [...codeBlocks(), ...docExamples()]
  writeFileSync(join(app, 'ten-lines.ts'), tenLines!)
  others.forEach((code, i) => writeFileSync(join(app, `block-${i + 1}.ts`), `${code}\nexport {}\n`))
}, PACKAGE_TIMEOUT)

/** The TypeScript of the README, its ten lines first, and of docs/. consumer/given.d.ts declares what the blocks assume. */
function codeBlocks(): string[] {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  return ['README.md', ...pages.map((name) => join('docs', name))].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!),
  )
}

/** The `@example` blocks of the doc comments, with imports of what they use of the package. */
function docExamples(): string[] {
  const files = ['src', 'mock'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  // Those of other test runners are checked in examples/: the project has not installed the runners.
  const own = files.filter((name) => /\.tsx?$/.test(name) && !/[\\/]testing[\\/](?!node-test)/.test(name))
  const blocks = own.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/^ *\* @example\n((?: *\* .*\n)+?) *\*\/$/gm),
  ])
  return blocks.map(([, block]) => {
    const code = block!.replaceAll(/^ *\* /gm, '')
    const imports = Object.entries(exported).flatMap(([subpath, names]) => {
      const used = names.filter(
        (name) =>
          new RegExp(`(?<![.'])\\b${name}\\b`).test(code) &&
          !new RegExp(`(import \\{|const|\\{) ${name}\\b`).test(code),
      )
      return used.length === 0 ? [] : [`import { ${used.join(', ')} } from '${subpath}'`]
    })
    return [...imports, code].join('\n')
  })
}

test('all code in the README, in docs and in doc comments type-checks against the installed package, and its ten lines run', async () => {
  expect(docExamples().length).toBeGreaterThan(30)
  // It prints its complaints to standard output.
  await run(process.execPath, [tsc, '-p', app]).catch((error: { stdout: string }) => expect.fail(error.stdout))
  const { stdout } = await run(process.execPath, ['ten-lines.js'], { cwd: app })
  expect(stdout.trim().split('\n')).toEqual([
    'abcd1234efgh5678 Main stage',
    expect.stringMatching(/^[a-z0-9]{16} Second stage$/),
    expect.stringMatching(/^[a-z0-9]{16} Rehearsal$/),
    expect.stringMatching(/^[a-z0-9]{16} News$/),
    expect.stringMatching(/^[a-z0-9]{16} Concert$/),
  ])
}, 180_000)

test('every subpath can be imported', () => {
  expect(exported).toMatchObject({
    onair: expect.arrayContaining(['unwrap', 'paginate', 'staticToken', 'memoryStore', 'isOnAirError']),
    'onair/kollus-live': [
      'createKollusLive',
      'isRepeat',
      'kollusLiveAuth',
      'kollusLiveLimits',
      'kollusPlayReply',
      'kollusPlayUrl',
      'latestBroadcast',
      'lmsCorsHeaders',
      'parseKollusLiveCallback',
      'parseKollusLmsCallback',
      'parseKollusPlayCallback',
      'verifyKollusPlayUrl',
    ],
    'onair/dlive': expect.arrayContaining(['createDLive', 'dliveAuth', 'lemons', 'UserDocument']),
    'onair/livepush': ['createLivepush', 'livepushAuth', 'publishUrl', 'zoneId'],
    'onair/ovenstudio': [
      'OvenStudioError',
      'createOvenStudio',
      'signCookies',
      'signUrl',
      'signedPolicy',
      'verifySignedPolicy',
      'verifySignedUrl',
    ],
    'onair/ovenmediaengine': ['acknowledge', 'allow', 'deny', 'parseAdmission'],
    'onair/node': ['dispatcherFetch', 'fileStore', 'sqliteStore'],
    'onair/mock': expect.arrayContaining(['createMock']),
    'onair/schemas/kollus-live': expect.arrayContaining(['Channel', 'Broadcast']),
    'onair/schemas/dlive': expect.arrayContaining(['TokenResponse']),
    'onair/schemas/ovenstudio': expect.arrayContaining(['CreateSignedUrlBody']),
    'onair/schemas/livepush': expect.arrayContaining(['Stream', 'Recording']),
  })
})

test('every link of llms.txt leads to a file of the package', () => {
  const installed = join(project, 'node_modules/onair')
  const links = [...readFileSync(join(installed, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+)\)/g)].map(
    ([, link]) => link!,
  )
  expect(links).toContain('docs/agents.md')
  expect(links.filter((link) => !existsSync(join(installed, link)))).toEqual([])
})

describe('the code in the README and in docs type-checks under what tsc --init writes, libraries included', () => {
  const resolutions = {
    nodenext: ['--module', 'nodenext'],
    bundler: ['--module', 'esnext', '--moduleResolution', 'bundler'],
  } as const
  // TypeScript 5.9 and 6 take many times as long: ONAIR_LONG=1.
  const versions = process.env.ONAIR_LONG ? (['5.9', '6', '7'] as const) : (['7'] as const)
  const cases = versions.flatMap((version) =>
    (['nodenext', 'bundler'] as const).map((resolution) => [version, resolution] as const),
  )

  test.each(cases)(
    'of TypeScript %s, with module resolution as in %s',
    async (version, resolution) => {
      const compilers = join(dirname(tarball), `typescript-${version}`)
      await run(npm, ['install', ...quiet, '--prefix', compilers, `typescript@${version}`])
      const check = async (...words: string[]) =>
        run(process.execPath, [join(compilers, 'node_modules/typescript/bin/tsc'), ...words], { cwd: folder })
      const folder = join(project, `init-${version}-${resolution}`)
      mkdirSync(folder)
      for (const name of readdirSync(app).filter((one) => one.endsWith('.ts')))
        cpSync(join(app, name), join(folder, name))
      await check('--init')
      const options = ['--noEmit', '--skipLibCheck', 'false', ...resolutions[resolution]]
      await check('-p', '.', ...options).catch((error: { stdout: string }) => expect.fail(error.stdout))
    },
    180_000,
  )
})

describe('the examples of other test runners pass with the installed package', () => {
  let folder: string
  const env = { ...process.env, CHROMIUM_PATH: chromium ?? '' }
  const start = (...words: string[]) =>
    run(process.execPath, words, { cwd: folder, env }).catch((error: { stdout: string }) => error)

  beforeAll(() => {
    folder = join(project, 'runners')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
    // The peers, as a user installs them beside the package.
    for (const name of ['@playwright', 'playwright', 'playwright-core', 'tsx']) {
      symlinkSync(resolve('node_modules', name), join(project, 'node_modules', name))
    }
    for (const one of ['node-test.ts', 'playwright'])
      cpSync(join('examples/testing', one), join(folder, one), { recursive: true })
  })

  test('node:test', async () => {
    const { stdout } = await start('--import', 'tsx', '--test', 'node-test.ts')
    expect(stdout).toMatch(/^# pass 2\n# fail 0$/m)
  })

  test.skipIf(chromium === null)(
    'Playwright, in a browser',
    async () => {
      const { stdout } = await start('node_modules/@playwright/test/cli.js', 'test', '--config', 'playwright')
      expect(stdout).toMatch(/^ +2 passed/m)
    },
    60_000,
  )
})

test.each(['vitest', 'playwright', 'node-test'])('onair/%s has its types and its code', async (name) => {
  const { exports } = JSON.parse(readFileSync(join(project, 'node_modules/onair/package.json'), 'utf8')) as {
    exports: Record<string, string>
  }
  const file = join(project, 'node_modules/onair', exports[`./${name}`]!)
  expect([file, file.replace(/js$/, 'd.ts')].filter((one) => !existsSync(one))).toEqual([])
})

test.each([
  ['onair/specs/kollus-live', 'openapi: 3.1.0'],
  ['onair/specs/dlive/schema.graphql', 'type Query'],
])('%s comes with the package', async (name, content) => {
  const where = ['--input-type=module', '-e', `console.log(import.meta.resolve('${name}'))`]
  const { stdout } = await run(process.execPath, where, { cwd: app })
  expect(readFileSync(new URL(stdout.trim()), 'utf8')).toContain(content)
})

test.each(['specs/README.md', 'docs/own-provider.md', 'examples/own-provider/specs/ovenmediaengine/openapi.yaml'])(
  '%s travels with the package',
  (name) => {
    expect(existsSync(join(project, 'node_modules/onair', name))).toBe(true)
  },
)

describe('in a project of its own, with each TypeScript', () => {
  /** The commands of a package manager that add packages and run one of their commands. */
  const managers = {
    npm: { add: ['install', ...quiet], exec: ['exec', '--'], command: [npm] },
    pnpm: { add: ['add'], exec: ['exec'], command: [npm, 'exec', '--yes', '--package=pnpm@10', '--', 'pnpm'] },
  } as const
  // The whole matrix takes minutes: ONAIR_LONG=1.
  const long = (['npm', 'pnpm'] as const).flatMap((manager) =>
    ['5.9', '6', '7'].map((typescript) => [manager, typescript] as const),
  )
  const cases = process.env.ONAIR_LONG ? long : ([['npm', '7']] as const)

  test.each(cases)(
    '%s installs onair beside TypeScript %s, and an own provider is generated, called and mocked',
    async (name, typescript) => {
      const folder = join(dirname(tarball), `${name}-${typescript}`)
      const {
        add,
        exec,
        command: [file, ...first],
      } = managers[name]
      const manager = (...args: string[]) => run(file, [...first, ...args], { cwd: folder })
      cpSync('test/generality/specs', join(folder, 'specs'), { recursive: true })
      cpSync('specs/dlive', join(folder, 'specs/dlive'), { recursive: true })
      cpSync('test/package/consumer/tsconfig.json', join(folder, 'tsconfig.json'))
      writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
      for (const file of ['client.ts', 'mock.ts', 'own-provider.test.mjs']) {
        const text = readFileSync(join('test/generality', file), 'utf8')
        const own = text.replace('../../src/index.js', 'onair').replace('../../mock/index.js', 'onair/mock')
        writeFileSync(join(folder, file), own)
      }

      await manager(...add, '-D', `typescript@${typescript}`)
      await manager(...add, tarball)
      if (name === 'pnpm') {
        // It keeps the dependencies of onair from the project, so the code needs them as the project's own: exactly those that are named.
        const named = /Run npm install (.+) \(/.exec((await manager(...exec, 'onair', 'generate')).stderr)
        expect(named?.[1]).toBe('zod@4 @graphql-typed-document-node/core@3')
        await manager(...add, ...named![1]!.split(' '))
      }
      const { stdout, stderr } = await manager(...exec, 'onair', 'generate')
      expect(stdout).toMatch(/^dlive: (generated|up to date)$/m)
      expect(stderr).not.toContain('Run npm')
      await manager(...exec, 'tsc', '-p', '.').catch((error: { stdout: string }) => expect.fail(error.stdout))
      expect((await manager(...exec, 'tsc', '--version')).stdout).toContain(`Version ${typescript}.`)
      const tested = await run(process.execPath, ['--test'], { cwd: folder }).catch(
        (error: { stdout: string }) => error,
      )
      expect(tested.stdout).toMatch(/^# pass 4\n# fail 0$/m)
    },
    180_000,
  )
})
