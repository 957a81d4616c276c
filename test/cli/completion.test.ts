import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runHere } from './in-process.js'

/** The words that are offered for the last one. */
const offered = async (...words: readonly string[]) =>
  (await runHere(['completion', '--', ...words])).out.split('\n').flatMap((line) => line.split('\t')[0] || [])

test.each([
  ['commands', [''], ['mock', 'login', 'call', 'spec', 'completion']],
  ['options', ['--'], ['--help', '--version']],
  ['commands below a command', ['mock', ''], ['journal', 'clock', 'fault']],
  ['options of a command', ['mock', '--'], ['--port', '--provider', '--state']],
  ['several options that share a line', ['mock', 'journal', '--'], ['--provider', '--operation', '--path', '--follow']],
  ['providers', ['call', ''], ['kollus-live', 'dlive', 'livepush', 'ovenstudio']],
  ['providers with a sign-in', ['login', ''], ['kollus-live', 'dlive', 'livepush']],
  ['operations', ['call', 'livepush', 'get'], ['getStream', 'getAccount', 'createStream']],
  ['documents of GraphQL', ['call', 'dlive', ''], ['executeGraphQL', 'Followers', 'SendStreamchatMessage']],
  ['parameters', ['call', 'livepush', 'getStream', '--'], ['--streamId', '--account', '--include']],
  ['options after a value', ['call', 'livepush', 'getStream', '--streamId', 'x', ''], ['--streamId', '--account']],
  ['values that are listed', ['call', 'kollus-live', 'getAccountViewers', '--duration_minute', ''], ['5', '10']],
  ['values of an option', ['mock', '--limits', ''], ['on', 'off']],
  ['shells', ['completion', ''], ['bash', 'zsh', 'fish']],
] as const)('completion offers %s', async (_, words, some) => {
  expect(await offered(...words)).toEqual(expect.arrayContaining([...some]))
})

test('completion offers providers only in their place, and no steps of a sign-in', async () => {
  expect(await offered('login', '')).not.toContain('ovenstudio')
  expect(await offered('login', 'livepush', '')).not.toContain('livepush')
  expect(await offered('call', 'livepush', '')).not.toContain('exchangeToken')
})

test.each([[['nope', '']], [['call', 'nope', '']], [['mock', '--state', '']], [['mock', 'publish', '']]])(
  'completion offers nothing after %j, so that the shell completes a file',
  async (words) => {
    expect(await runHere(['completion', '--', ...words])).toEqual({ code: 0, out: '', err: '' })
  },
)

test.each([['bash'], ['zsh'], ['fish']])('onair completion %s prints a script', async (shell) => {
  const { code, out } = await runHere(['completion', shell])
  expect(code).toBe(0)
  expect(out).toContain('completion -- ')
})

test.each([
  [[], 'An argument is missing: onair completion <shell>'],
  [['powershell'], "There is no completion for 'powershell'"],
])('onair completion %j exits with 2 and says why', async (words, said) => {
  expect(await runHere(['completion', ...words])).toMatchObject({ code: 2, err: expect.stringContaining(said) })
})

// In a real shell: the function that bash calls, with the words as bash gives them.
test.each(process.platform === 'win32' ? [] : [['bash']])(
  '%s completes an operation and its parameter',
  async (shell) => {
    const folder = mkdtempSync(join(tmpdir(), 'onair-completion-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const command = join(folder, 'onair')
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' --import tsx '${resolve('src/cli/main.ts')}' "$@"\n`)
    chmodSync(command, 0o755)
    const script = `
    eval "$(onair completion ${shell})"
    complete -p onair
    complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _onair; echo "\${COMPREPLY[*]}"; }
    complete_words onair call livepush getS
    complete_words onair call livepush getStream --stre
  `
    const out = execFileSync(shell, ['--norc', '-c', script], {
      encoding: 'utf8',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
    })
    expect(out.split('\n')).toEqual(['complete -o default -F _onair onair', 'getStream', '--streamId', ''])
  },
)
