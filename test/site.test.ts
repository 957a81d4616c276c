import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { deadLinks } from '../site/links.js'
import { pageGroups } from '../site/pages.js'

const folder = mkdtempSync(join(tmpdir(), 'onair-site-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Finds the dead links of a site that has these files. `npm run site` does the same with the real one. */
function check(files: Readonly<Record<string, string>>): readonly string[] {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return deadLinks(folder, '/onair/')
}

test('links to pages, files and anchors of the site, and to other sites, are alive', () => {
  const dead = check({
    'index.html':
      '<a href="/onair/docs/mock#clock">a</a><a href="./docs/mock">b</a><a href="/onair/docs/">c</a><a class="x" href="https://example.com/gone">d</a><a href="/onair/llms.txt">e</a><a href="#top">f</a><i id="top"></i>',
    'docs/index.html': '<a href="../">up</a>',
    'docs/mock.html': '<h2 id="clock" tabindex="-1">Clock</h2><img src="../picture.png">',
    'llms.txt': '',
    'picture.png': '',
  })
  expect(dead).toEqual([])
})

test.each([
  ['a page that is not there', '<a class="link" href="/onair/docs/gone">a</a>', '/onair/docs/gone'],
  ['an anchor that its page does not have', '<a href="/onair/#gone">a</a>', '/onair/#gone'],
  ['an anchor of its own page that is not there', '<a href="#gone">a</a>', '#gone'],
  ['a folder without an index', '<a href="/onair/empty/">a</a>', '/onair/empty/'],
  ['an address outside of the base', '<a href="/docs/mock">a</a>', '/docs/mock'],
  ['a picture that is not there', '<img alt="" src="/onair/gone.png">', '/onair/gone.png'],
  [
    'a font of another host',
    '<link rel="preload" href="https://fonts.example/a.woff2">',
    'https://fonts.example/a.woff2',
  ],
  ['a script of another host', '<script src="//cdn.example/a.js"></script>', '//cdn.example/a.js'],
])('%s is a dead link', (_, html, link) => {
  expect(check({ 'index.html': html })).toEqual([`index.html: ${link}`])
})

test('the sidebar and llms.txt have every document, in groups, by its own title', () => {
  const pages = pageGroups().flatMap((group) => group.pages)
  const documents = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
  const paths = documents.map((name) => `docs/${name.replaceAll('\\', '/')}`)
  expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(paths))
  expect(pages).toContainEqual(expect.objectContaining({ path: 'docs/errors.md', title: 'Errors' }))
})
