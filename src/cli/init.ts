import { access, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path'
import { printable, printableLines } from '../../mock/core/printable.js'
import { providerNames } from '../../mock/providers.js'
import { version } from '../../mock/version.js'
import { UsageError } from '../errors/on-air-error.js'
import { parseOptions, RefusedError, type Command } from './command.js'
import { manifestAbove, projectFiles } from './init/project-files.js'
import { specTemplate } from './init/spec-template.js'
import { projectAdvice } from './project-advice.js'

const help = `Makes a folder for a provider: its spec, the generated code, a client with sign-in, a mock, and a test of all of it.

Usage: onair init <provider> [options]

  onair init radio                        with a small spec to start from
  onair init radio --spec openapi.yaml    with a copy of this spec

The provider's name is in paths and file names: lower-case letters, digits and dashes.

Options:
  --spec <file>      An OpenAPI document, 3.0 or 3.1, as YAML or JSON. It does not have to be edited. The files that it refers to
                     are copied too.
  --folder <folder>  The folder to make. Default: the provider's name
  --help             Show this help.

Outside of a project it also writes package.json and tsconfig.json. Inside of one it prints the packages that the project lacks.
`

export const init: Command = {
  help,
  async run(words, terminal) {
    const { values, words: named } = parseOptions(
      'init',
      words,
      { spec: { type: 'string' }, folder: { type: 'string' } },
      { least: 1, most: 1, usage: '<provider> [options]' },
    )
    const [provider = ''] = named
    const { spec, folder = provider } = values
    checkName(provider)
    await checkEmpty(folder)
    try {
      await writeSpec(provider, folder, spec)
      const files = await writeSources(provider, folder, (line) => terminal.print(printableLines(line)))
      const isProject = manifestAbove(folder) !== undefined
      const around = isProject ? new Map<string, string>() : projectFiles(provider, version)
      for (const [name, text] of around) await writeFile(join(folder, name), text)
      const names = ['specs/', 'generated/', ...files, ...around.keys()]
      terminal.print(printable(`Made ${folder}: ${names.join(', ')}`))
      if (isProject) {
        for (const line of projectAdvice(join(folder, 'generated'), { hasGraphQL: false }))
          terminal.warn(printable(line))
      }
      terminal.print(printable(`Next: cd ${folder}${isProject ? ' && npx vitest run' : ' && npm install && npm test'}`))
      return 0
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      const { SpecError } = await import('./generate/index.js')
      if (!(error instanceof SpecError)) throw error
      terminal.warn(printableLines(error.message))
      return 1
    }
  },
}

function checkName(provider: string): void {
  if (!/^[a-z][a-z0-9-]*$/.test(provider))
    throw new UsageError(`The name of a provider has lower-case letters, digits and dashes, such as my-radio.`)
  if (providerNames.some((one) => one === provider))
    throw new UsageError(`${provider} comes with onair: import it from onair/${provider}. Choose another name.`)
}

async function checkEmpty(folder: string): Promise<void> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new RefusedError(`${folder} cannot be used (${error.code}). Name another folder with --folder.`)
  })
  if (present.length > 0) throw new RefusedError(`${folder} is not empty. Name another folder with --folder.`)
}

async function writeSpec(provider: string, folder: string, spec: string | undefined): Promise<void> {
  const specs = join(folder, 'specs', provider)
  await mkdir(specs, { recursive: true })
  if (spec === undefined) return writeFile(join(specs, 'openapi.yaml'), specTemplate(provider))
  await access(spec).catch((error: NodeJS.ErrnoException) => {
    throw new RefusedError(`${spec} cannot be read (${error.code}).`)
  })
  const { filesOfSpec } = await import('./generate/index.js')
  for (const file of await filesOfSpec(spec)) {
    const name = relative(dirname(resolve(spec)), file)
    if (name.startsWith('..') || isAbsolute(name))
      throw new RefusedError(`${file} is outside of the folder of ${spec}. Put all files of the spec below one folder.`)
    const copy = join(specs, file === resolve(spec) ? `openapi${extname(spec)}` : name)
    await mkdir(dirname(copy), { recursive: true })
    await copyFile(file, copy)
  }
}

async function writeSources(provider: string, folder: string, log: (line: string) => void): Promise<readonly string[]> {
  const { generate, starterFiles } = await import('./generate/index.js')
  await generate({ specs: join(folder, 'specs'), out: join(folder, 'generated'), log })
  const files = await starterFiles(join(folder, 'specs'), provider)
  for (const [name, text] of files) await writeFile(join(folder, name), text)
  return [...files.keys()]
}
