import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nextVersion, releaseNotes } from '../scripts/release-notes.js'

const changelog = '# Changelog\n\n## Unreleased\n\n### Added\n\n- One thing.\n\n## 0.1.0 - 2026-01-15\n\n- The first.\n'

describe('the version of a release', () => {
  test.each([
    ['patch', '1.2.4'],
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
    ['1.10.0', '1.10.0'],
  ])('%s after 1.2.3 is %s', (asked, next) => expect(nextVersion('1.2.3', asked)).toBe(next))

  test.each(['1.2.3', '1.2.2', '0.9.9', 'v1.3.0', 'big', ''])('"%s" after 1.2.3 is refused', (asked) => {
    expect(() => nextVersion('1.2.3', asked)).toThrow(/not above|is not major, minor, patch/)
  })
})

describe('the changelog of a release', () => {
  test('has what was unreleased under the version and its date, and an empty section for what comes next', () => {
    expect(releaseNotes(changelog, '0.2.0', new Date('2026-11-26T23:00:00Z'))).toBe(
      changelog.replace('## Unreleased\n', '## Unreleased\n\n## 0.2.0 - 2026-11-26\n'),
    )
  })

  test.each([
    ['no section', '# Changelog\n'],
    ['an empty section', '## Unreleased\n\n## 0.1.0\n\n- The first.\n'],
  ])('with %s is refused', (_what, text) => {
    expect(() => releaseNotes(text, '0.2.0', new Date())).toThrow(/Unreleased/)
  })
})

describe('npm run release, in a repository of its own', () => {
  const root = process.cwd()
  let folder: string
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim()
  const release = (...words: string[]) => {
    const script = ['--import', resolve(root, 'node_modules/tsx/dist/loader.mjs'), 'scripts/release.ts', ...words]
    const { status, stdout, stderr } = spawnSync(process.execPath, script, { cwd: folder, encoding: 'utf8' })
    return { status, text: `${stdout}${stderr}` }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onair-release-'))
    mkdirSync(join(folder, 'scripts'))
    for (const name of ['release.ts', 'release-notes.ts']) cpSync(`scripts/${name}`, join(folder, 'scripts', name))
    // The checks of this one say that they ran.
    const scripts = { check: "node -e \"fs.writeFileSync('.git/checked', '')\"" }
    const json = { name: 'demo', version: '0.1.0', type: 'module', private: true, scripts }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(json))
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
    git('init', '--quiet', '--initial-branch=main')
    git('config', 'user.name', 'Test')
    git('config', 'user.email', 'test@example.test')
    git('add', '--all')
    git('commit', '--quiet', '--message', 'First')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('runs the checks, commits the version and its notes, tags the commit, and says what to push', () => {
    const { status, text } = release('minor')
    expect(text).toContain('git push --follow-tags')
    expect(text).toContain('package.json has no repository')
    expect(status).toBe(0)
    expect(readFileSync(join(folder, '.git/checked'), 'utf8')).toBe('')
    expect(git('describe', '--exact-match')).toBe('v0.2.0')
    expect(git('log', '-1', '--format=%s')).toBe('Release 0.2.0')
    expect(git('status', '--porcelain')).toBe('')
    expect(JSON.parse(git('show', 'HEAD:package.json'))).toMatchObject({ version: '0.2.0' })
    expect(git('show', 'HEAD:CHANGELOG.md')).toContain('## 0.2.0 - ')
  })

  test('changes nothing with --dry-run, and says what would stop it', () => {
    writeFileSync(join(folder, 'new.txt'), '')
    git('switch', '--quiet', '--create', 'topic')
    const { status, text } = release('patch', '--dry-run')
    expect(status).toBe(0)
    expect(text).toContain('0.1.0 -> 0.1.1')
    expect(text.match(/It would stop: /g)).toHaveLength(2)
    expect(git('log', '--format=%s')).toBe('First')
    expect(git('tag')).toBe('')
  })

  test('names all that stops it, and makes no commit', () => {
    writeFileSync(join(folder, 'new.txt'), '')
    git('switch', '--quiet', '--create', 'topic')
    git('tag', 'v0.1.1')
    const { status, text } = release('patch')
    expect(status).toBe(2)
    expect(text).toMatch(/not clean.*not the branch main.*v0\.1\.1 is there already/s)
    expect(git('log', '--format=%s')).toBe('First')
  })

  test('makes no commit if a check fails', () => {
    const file = join(folder, 'package.json')
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), scripts: { check: 'exit 1' } }))
    git('commit', '--quiet', '--all', '--message', 'Break the checks')
    expect(release('patch').status).not.toBe(0)
    expect(git('log', '-1', '--format=%s')).toBe('Break the checks')
    expect(git('status', '--porcelain')).toBe('')
  })
})
