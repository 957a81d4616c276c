import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const docs = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'))
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'specs/README.md',
  'bench/README.md',
  'examples/README.md',
  ...docs.map((name) => join('docs', name)),
]

/** Anchors that GitHub generates from headings, and explicit ones. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)]
}

test.each(pages)('no link in %s is dead', (page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
  const dead = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
    })
  expect(dead).toEqual([])
})

test('the README has fewer than 200 lines and leads to every page', () => {
  const text = readFileSync('README.md', 'utf8')
  expect(text.split('\n').length).toBeLessThan(200)
  for (const page of pages.filter((one) => !['README.md', 'SECURITY.md', 'examples/README.md'].includes(one)))
    expect(text).toContain(`](${page})`)
})
