import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../', import.meta.url))

/** A page of the documentation. */
export interface Page {
  /** Its Markdown file, from the root of the repository. */
  readonly path: string
  readonly title: string
  /** The first sentence below the title, or null if something else stands there. */
  readonly summary: string | null
}

/** The pages as README.md lists them under *Documentation*: the order of the sidebar and of llms.txt. */
export function pageGroups(): readonly { readonly title: string; readonly pages: readonly Page[] }[] {
  const section = /^## Documentation\n([\s\S]*?)^## /m.exec(readText('README.md'))?.[1] ?? ''
  return [...section.matchAll(/^- \*\*(.+?)\*\*(.*)$/gm)].map(([, title, links]) => ({
    title: title!.replace(/:$/, ''),
    pages: [...links!.matchAll(/\]\(([^)]+\.md)\)/g)].map(([, path]) => readPage(path!)),
  }))
}

/** Reads the title and the summary of a Markdown file. */
export function readPage(path: string): Page {
  const text = readText(path)
  const title = /^# (.+)$/m.exec(text)?.[1]
  if (!title) throw new Error(`${path} has no title: begin it with a line such as "# Errors".`)
  const paragraph = /^# .+\n\n([A-Z`][\s\S]*?)(\n\n|$)/m.exec(text)?.[1]?.replaceAll('\n', ' ')
  return {
    path,
    title,
    summary: paragraph ? firstSentence(paragraph.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')) : null,
  }
}

/** Reads the first sentence of a text, or null if it has none. */
export function firstSentence(text: string): string | null {
  return /^.+?\.(?=\s|$)/.exec(text)?.[0] ?? null
}

/** Reads a text of the repository. */
export function readText(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** The address of a page on the site: `README.md` files are the indexes of their folders, and what is in `site` stands at the root. */
export function addressOf(path: string): string {
  return path.replace(/^site\//, '').replace(/(^|\/)README\.md$/, '$1index.md')
}

/** The subpaths of the package that have a page in the API reference, and the sources behind them, without their ending. */
export function apiModules(): readonly { readonly subpath: string; readonly source: string }[] {
  const { exports } = JSON.parse(readText('package.json')) as { readonly exports: Record<string, string> }
  return Object.entries(exports).flatMap(([subpath, file]) => {
    const source = /^\.\/dist\/([^*]*)\.js$/.exec(file)?.[1]
    return source ? [{ subpath: subpath.replace('.', 'onair'), source }] : []
  })
}

/** A source file that has a page of its own on the site. */
export interface SourceFile {
  readonly path: string
  /** The name of its page below `/files/`. */
  readonly slug: string
}

/** The examples, and what else the documents link to and is not a page. */
export function sourceFiles(): readonly SourceFile[] {
  const examples = readdirSync(`${root}examples`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js|mjs|sh|py|html|yaml)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replaceAll('\\', '/'))
    .sort()
  return [...examples, 'specs/profile.ts'].map((path) => ({ path, slug: slugOf(path) }))
}

/** Where a link of the repository that is no page leads to on the site, or null if it leads nowhere. */
export function sourceAddress(path: string): string | null {
  if (/^examples\/?$/.test(path)) return '/files/'
  const file = sourceFiles().find((one) => one.path === path || one.path.startsWith(`${path}/`))
  return file && existsSync(root + path) ? `/files/${file.slug}` : null
}

function slugOf(path: string): string {
  return path.replaceAll(/[^\w/.-]/g, '').replaceAll(/[/.]+/g, '-')
}
