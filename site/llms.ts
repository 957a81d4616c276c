import { existsSync, readdirSync } from 'node:fs'
import { pageGroups, readText, root, type Page } from './pages.js'

/** The documents that travel in the package, by their titles. */
function shippedGroups(): readonly { readonly title: string; readonly pages: readonly Page[] }[] {
  return pageGroups()
    .map(({ title, pages }) => ({ title, pages: pages.filter(({ path }) => /^(docs|specs)\//.test(path)) }))
    .filter(({ pages }) => pages.length > 0)
}

/** The OpenAPI documents of the providers, and that of the mock's control API. */
function specFiles(): string[] {
  return readdirSync(`${root}specs`)
    .map((folder) => `specs/${folder}/openapi.yaml`)
    .filter((path) => existsSync(root + path))
}

/** `llms.txt`: a list of the documents for language models, in the form of https://llmstxt.org. Its links are those of the package. */
export function llmsIndex(): string {
  const { description } = JSON.parse(readText('package.json')) as { readonly description: string }
  const line = ({ path, title, summary }: Page) => `- [${title}](${path})${summary ? `: ${summary}` : ''}`
  const groups = shippedGroups().map(({ title, pages }) => `## ${title}\n\n${pages.map(line).join('\n')}\n`)
  const specs = specFiles().map((path) => `- [${path}](${path})`)
  return `# onair\n\n> ${description}\n\n${groups.join('\n')}\n## Specs\n\n${specs.join('\n')}\n`
}

/** `llms-full.txt`: the README and the documents in one text, in the same order. */
export function llmsFull(): string {
  const paths = ['README.md', ...shippedGroups().flatMap(({ pages }) => pages.map(({ path }) => path))]
  return paths.map((path) => `<!-- ${path} -->\n\n${readText(path).trim()}\n`).join('\n')
}

/** The files that `llms.txt` links to. */
export function llmsFiles(): string[] {
  return [...shippedGroups().flatMap(({ pages }) => pages.map(({ path }) => path)), ...specFiles()]
}
