import { rmSync, writeFileSync } from 'node:fs'
import { Application, Converter, ReflectionKind, type TypeDocOptions } from 'typedoc'
import { apiModules, root } from './pages.js'

/**
 * Writes the API reference as Markdown into `site/api`, a page for each subpath of the package.
 *
 * What is generated from the specs is left out: the validators, and the types `paths`, `components` and `operations` of each provider, which are
 * thousands of lines. The mock shows the same as pages.
 */
const out = `${root}site/api`
const intro = `# API reference

One page for each subpath of the package. The types \`paths\`, \`components\` and \`operations\` of a provider, its GraphQL types, and the validators of
\`onair/schemas/<provider>\` are generated from the specs and are not listed. \`npx onair mock\` shows each operation with its fields at
\`/<provider>/reference\`.
`
rmSync(out, { recursive: true, force: true })

const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: apiModules().map(({ source }) => `${root}${source}.ts`),
  sortEntryPoints: false,
  groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases'],
  exclude: [`${root}generated/**`],
  excludeExternals: true,
  excludeProtected: true,
  tsconfig: `${root}tsconfig.build.json`,
  // `npm run types` checks the sources.
  skipErrorChecking: true,
  readme: 'none',
  router: 'module',
  disableSources: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  entryFileName: 'index.md',
  out,
  logLevel: 'Warn',
  validation: { invalidLink: true, invalidPath: true, notExported: false },
  parametersFormat: 'table',
  propertiesFormat: 'table',
  tableColumnSettings: { hideInherited: true, hideModifiers: true, hideOverrides: true },
  useHTMLAnchors: true,
  anchorPrefix: 'ref-',
} as TypeDocOptions)
// Members with a symbol of the package's own as their name are no concern of a caller.
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember))
    if (/^\[(brand|inspect)\]$/.test(member.name)) project.removeReflection(member)
})
const project = await app.convert()
if (!project) throw new Error('TypeDoc could not read the sources.')

for (const module of project.children ?? []) {
  // TypeDoc calls a module by the path of its file.
  const found = apiModules().find(({ source }) => source === module.name || source === `${module.name}/index`)
  if (!found) throw new Error(`package.json does not export the module ${module.name}.`)
  module.name = found.subpath
}
app.validate(project)
await app.generateOutputs(project)
const list = apiModules().map(({ subpath }) => `- [${subpath}](${subpath}.md)\n`)
writeFileSync(`${out}/index.md`, `${intro}\n${list.join('')}`)
