import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const root = mkdtempSync(join(tmpdir(), 'onair-package-'))
const app = join(root, 'app')

/** What a user does: install the tarball in an empty folder. */
beforeAll(async () => {
  const staged = join(root, 'staged')
  for (const file of ['package.json', 'README.md', 'LICENSE', 'specs']) {
    cpSync(file, join(staged, file), { recursive: true })
  }
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(staged, 'dist')])
  await run(npm, ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: staged })
  cpSync('test/package/consumer', app, { recursive: true })
  // The dependencies are in npm's cache: the repository has just been installed.
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  await run(npm, ['install', ...quiet, join(root, `onair-${version}.tgz`)], { cwd: app })
  const [tenLines, ...others] = codeBlocks()
  writeFileSync(join(app, 'ten-lines.ts'), tenLines!)
  others.forEach((code, i) => writeFileSync(join(app, `block-${i + 1}.ts`), `${code}\nexport {}\n`))
}, 120_000)

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The README's TypeScript, the ten lines first. What the other blocks take for granted is in consumer/given.d.ts. */
function codeBlocks(): string[] {
  return [...readFileSync('README.md', 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!)
}

test('all code in the README type-checks against the installed package, and its ten lines run', async () => {
  // What it complains of goes to its standard output.
  await run(process.execPath, [tsc, '-p', app]).catch((error: { stdout: string }) => expect.fail(error.stdout))
  const { stdout } = await run(process.execPath, ['ten-lines.js'], { cwd: app })
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^[a-z0-9]{16} Main stage$/),
    expect.stringMatching(/^[a-z0-9]{16} Second stage$/),
    expect.stringMatching(/^[a-z0-9]{16} Rehearsal$/),
  ])
}, 60_000)

test('every subpath can be imported', async () => {
  const { stdout } = await run(process.execPath, ['subpaths.mjs'], { cwd: app })
  expect(JSON.parse(stdout)).toMatchObject({
    onair: expect.arrayContaining(['unwrap', 'paginate', 'staticToken', 'memoryStore', 'isOnAirError']),
    'onair/kollus-live': [
      'createKollusLive',
      'isRepeat',
      'kollusLiveAuth',
      'latestBroadcast',
      'parseKollusLiveCallback',
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
    'onair/node': ['fileStore'],
    'onair/mock': expect.arrayContaining(['createMock']),
    'onair/schemas/kollus-live': expect.arrayContaining(['Channel', 'Broadcast']),
    'onair/schemas/dlive': expect.arrayContaining(['TokenResponse']),
    'onair/schemas/ovenstudio': expect.arrayContaining(['CreateSignedUrlBody']),
    'onair/schemas/livepush': expect.arrayContaining(['Stream', 'Recording']),
  })
})

test.each([
  ['onair/specs/kollus-live', 'openapi: 3.1.0'],
  ['onair/specs/dlive/schema.graphql', 'type Query'],
])('%s comes with the package', async (name, content) => {
  const where = ['--input-type=module', '-e', `console.log(import.meta.resolve('${name}'))`]
  const { stdout } = await run(process.execPath, where, { cwd: app })
  expect(readFileSync(new URL(stdout.trim()), 'utf8')).toContain(content)
})

test('onair generate says what to install when its tools are missing', async () => {
  cpSync('specs', join(app, 'specs'), { recursive: true })
  const failed = await run(process.execPath, ['node_modules/onair/dist/src/cli/main.js', 'generate'], {
    cwd: app,
  }).catch((error: unknown) => error as { code: number; stderr: string })
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('npm i -D openapi-typescript@') })
})
