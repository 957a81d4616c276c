import { Marked, type Tokens } from 'marked'

/** Escapes a text for HTML, including attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const isSafe = (address: string): boolean => /^(https?:\/\/|mailto:|#)/i.test(address)

/**
 * Renders Markdown safely: HTML becomes text, an image becomes its alternative text, and a link may lead only to a web page, a mail address
 * or an anchor of the same page. Headings become paragraphs, because the page has its own outline.
 */
const marked = new Marked({
  renderer: {
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
    image: ({ text }: Tokens.Image) => escapeHtml(text),
    heading({ tokens }: Tokens.Heading) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>\n`
    },
    link({ href, tokens }: Tokens.Link) {
      const text = this.parser.parseInline(tokens)
      return isSafe(href) ? `<a href="${escapeHtml(href)}" rel="noreferrer">${text}</a>` : text
    },
    checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
  },
})

/** The HTML of a description with paragraphs. */
export const markdown = (text: string): string => marked.parse(text, { async: false })

/** The HTML of a one-line description. */
export const inlineMarkdown = (text: string): string => marked.parseInline(text, { async: false })
