import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/**
 * Finds the links of a built site that lead nowhere: to a file that is not there, to an anchor that its page does not have, or, for what a page
 * loads, to another host.
 *
 * @param folder what the build wrote
 * @param base the path that the site is served at, such as `/onair/`
 * @returns a line for each, as `page: link`
 */
export function deadLinks(folder: string, base: string): readonly string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.html'))
  const html = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]))
  const anchors = new Map([...html].map(([page, text]) => [page, new Set(attributes(text, 'a-z', 'id'))]))

  return pages.flatMap((page) => {
    const text = html.get(page)!
    const isDead = (link: string) => {
      const { pathname, hash, origin } = new URL(link, `http://site${base}${page}`)
      if (origin !== 'http://site') return false
      if (!pathname.startsWith(base)) return true
      const file = fileOf(folder, decodeURI(pathname.slice(base.length)))
      return file === null || (hash !== '' && !anchors.get(file)?.has(decodeURIComponent(hash.slice(1))))
    }
    const loaded = [...attributes(text, 'link', 'href'), ...attributes(text, 'a-z', 'src')]
    return [
      ...attributes(text, 'a', 'href').filter(isDead),
      ...loaded.filter((link) => /^(https?:)?\/\//.test(link) || isDead(link)),
    ].map((link) => `${page}: ${link}`)
  })
}

/** The values of an attribute. The pages are written by a program, so each is in double quotes. */
function attributes(html: string, tag: string, name: string): string[] {
  const pattern = new RegExp(`<${tag === 'a-z' ? '[a-z][\\w-]*' : tag}\\s(?:[^>]*\\s)?${name}="([^"]*)"`, 'g')
  return [...html.matchAll(pattern)].map(([, value]) => value!.replaceAll('&amp;', '&').replaceAll('&quot;', '"'))
}

/** The file that a static server answers with. */
function fileOf(folder: string, path: string): string | null {
  const files = path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`]
  return files.find((file) => /\.\w+$/.test(file) && existsSync(join(folder, posix.normalize(file)))) ?? null
}
