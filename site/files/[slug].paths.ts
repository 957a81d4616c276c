import { firstSentence, readText, sourceFiles, type SourceFile } from '../pages.js'

/** A page for each source file, and an index of them. */
export default {
  watch: ['../../examples/**'],
  paths() {
    const files = sourceFiles()
    const index = files.filter(({ path }) => path.startsWith('examples/')).map(entryOf)
    return [
      { params: { slug: 'index' }, content: `# Examples\n\n${index.join('\n')}\n` },
      ...files.map((file) => ({ params: { slug: file.slug }, content: pageOf(file) })),
    ]
  },
}

function entryOf({ path, slug }: SourceFile): string {
  const about = summaryOf(readText(path))
  return `- [${path.replace('examples/', '')}](/files/${slug})${about ? `: ${about}` : ''}`
}

function pageOf({ path }: SourceFile): string {
  const language = /\.(\w+)$/.exec(path)?.[1] ?? 'text'
  return `# ${path}\n\n\`\`\`\`${language}\n${readText(path).trimEnd()}\n\`\`\`\`\n`
}

/** The first sentence of the comment that a file opens with. */
function summaryOf(text: string): string | null {
  const opening = text.replace(/^#!.*\n/, '').slice(0, 1_000)
  const comment = /^(?:import .*\n|\s)*(?:\/\*\*?([\s\S]*?)\*\/|((?:(?:\/\/|#).*\n)+)|"""([\s\S]*?)""")/.exec(opening)
  const words = (comment?.[1] ?? comment?.[2] ?? comment?.[3])
    ?.replaceAll(/^\s*(?:\*|\/\/|#)?\s?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return words ? firstSentence(words) : null
}
