import { cpSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { deadLinks } from '../links.js'
import { llmsFiles, llmsFull, llmsIndex } from '../llms.js'
import { addressOf, apiModules, pageGroups, root, sourceAddress, sourceFiles } from '../pages.js'

/**
 * The site is made of the Markdown files where they are in the repository. It loads nothing from other hosts, and a build that has a dead link
 * fails. `SITE_BASE` is the path that it is served at. Default: `/`
 */
export default defineConfig({
  title: 'onair',
  description: 'Typed clients, one auth layer and a stateful local mock for live-streaming APIs.',
  lang: 'en',
  srcDir: '..',
  srcExclude: ['.github', 'dist', 'generated', 'test'].map((folder) => `${folder}/**`),
  rewrites: addressOf,
  base: process.env['SITE_BASE'] ?? '/',
  cleanUrls: true,
  themeConfig: {
    nav: [
      { text: 'Guide', link: '/', activeMatch: '^/($|docs/|specs/|bench/)' },
      { text: 'Examples', link: '/files/', activeMatch: '^/files/' },
      { text: 'API', link: '/api/', activeMatch: '^/api/' },
    ],
    sidebar: { '/': guide(), '/files/': examples(), '/api/': apiReference() },
    outline: [2, 3],
    search: { provider: 'local' },
  },
  markdown: {
    config(md) {
      const openLink = md.renderer.rules['link_open']!
      md.renderer.rules['link_open'] = (tokens, index, options, env: { readonly path: string }, self) => {
        const href = tokens[index].attrGet('href') ?? ''
        tokens[index].attrSet('href', siteLink(href, env.path))
        return openLink(tokens, index, options, env, self)
      }
    },
  },
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  buildEnd({ outDir, site }) {
    writeFileSync(join(outDir, 'llms.txt'), llmsIndex())
    writeFileSync(join(outDir, 'llms-full.txt'), llmsFull())
    for (const path of llmsFiles()) cpSync(join(root, path), join(outDir, path))
    const dead = deadLinks(outDir, site.base)
    if (dead.length > 0) throw new Error(`The site has dead links:\n${dead.join('\n')}`)
  },
})

/** A link of a Markdown file, as a link of the site. */
function siteLink(href: string, file: string): string {
  const [path = '', anchor] = href.split('#')
  if (path === '' || /^(\/|[a-z]+:)/.test(path) || file.startsWith(`${root}site/`)) return href
  const target = relative(root, join(dirname(file), path)).replaceAll('\\', '/')
  const address = target.endsWith('.md') ? `/${addressOf(target)}` : (sourceAddress(target) ?? href)
  return anchor === undefined ? address : `${address}#${anchor}`
}

function guide(): DefaultTheme.SidebarItem[] {
  return [
    { text: 'Introduction', link: '/' },
    ...pageGroups().map(({ title, pages }) => ({
      text: title,
      items: pages.map((page) => ({ text: page.title, link: `/${addressOf(page.path).replace(/(index)?\.md$/, '')}` })),
    })),
  ]
}

function examples(): DefaultTheme.SidebarItem[] {
  return sourceFiles()
    .filter(({ path }) => path.startsWith('examples/'))
    .map(({ path, slug }) => ({ text: path.replace('examples/', ''), link: `/files/${slug}` }))
}

function apiReference(): DefaultTheme.SidebarItem[] {
  return apiModules().map(({ subpath }) => ({ text: subpath, link: `/api/${subpath}` }))
}
