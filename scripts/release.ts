import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { nextVersion, releaseNotes } from './release-notes.js'

/** Makes the commit and the tag of a version. It pushes nothing: the tag, once pushed, publishes the package (.github/workflows/release.yml). */
const usage = `npm run release -- <minor | patch | version> [--dry-run] [--skip-checks]

Moves "Unreleased" of CHANGELOG.md under the version, sets it in package.json, commits, and tags the commit.
The tree must be clean and on main, and npm run check must pass.

  --dry-run      Say what would be done, and change nothing. No check runs.
  --skip-checks  Only if npm run check has just passed on this commit.`

const git = (...words: string[]): string => execFileSync('git', words, { encoding: 'utf8' }).trim()
const npm = (...words: string[]): void =>
  void execFileSync('npm', words, { stdio: 'inherit', shell: process.platform === 'win32' })

function end(message: string): never {
  console.error(message)
  process.exit(2)
}

function readArguments() {
  try {
    const options = {
      'dry-run': { type: 'boolean', default: false },
      'skip-checks': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    return end(`${(error as Error).message}\n\n${usage}`)
  }
}

const { values: given, positionals } = readArguments()
if (given.help) {
  console.log(usage)
  process.exit()
}
if (positionals.length !== 1) end(usage)

const {
  name,
  version: current,
  repository,
} = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>
const changelog = readFileSync('CHANGELOG.md', 'utf8')
const planned = (() => {
  try {
    const version = nextVersion(current!, positionals[0]!)
    return { version, changelog: releaseNotes(changelog, version, new Date()) }
  } catch (error) {
    return end((error as Error).message)
  }
})()
const tag = `v${planned.version}`

const problems = [
  git('status', '--porcelain') === '' ? '' : 'The tree is not clean: commit or stash your changes.',
  git('branch', '--show-current') === 'main' ? '' : 'This is not the branch main: git switch main.',
  git('tag', '--list', tag) === '' ? '' : `The tag ${tag} is there already.`,
].filter(Boolean)
if (!repository) {
  const note =
    'package.json has no repository, homepage and bugs. Set them first: npm publishes with provenance only from'
  console.log(`Note: ${note} the repository that package.json names.`)
}

if (given['dry-run']) {
  for (const problem of problems) console.log(`It would stop: ${problem}`)
  console.log(`${name} ${current} -> ${planned.version}, tag ${tag}. CHANGELOG.md would begin:\n`)
  console.log(planned.changelog.split('\n').slice(0, 20).join('\n'))
} else {
  if (problems.length > 0) end(problems.join('\n'))
  if (!given['skip-checks']) npm('run', 'check')
  writeFileSync('CHANGELOG.md', planned.changelog)
  npm('version', planned.version, '--no-git-tag-version')
  git('commit', '--all', '--message', `Release ${planned.version}`)
  git('tag', '--annotate', tag, '--message', tag)
  console.log(`${tag} is committed and tagged. To publish it:\n\n  git push --follow-tags\n`)
  console.log(`To take it back before that: git tag -d ${tag} && git reset --hard HEAD~1`)
}
