import { Marked, type Tokens } from 'marked'

/** A text as it stands in HTML, in attributes too. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)

const isSafe = (address: string): boolean => /^(https?:\/\/|mailto:|#)/i.test(address)

/**
 * Markdown that can do no harm: HTML in it is shown as text, images as the text that stands for them, and a link leads to a web page, a mail
 * address or a place of the same page. Headings are paragraphs, because the page has an outline of its own.
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

/** HTML of a description of several paragraphs. */
export const markdown = (text: string): string => marked.parse(text, { async: false })

/** HTML of a description in one line. */
export const inlineMarkdown = (text: string): string => marked.parseInline(text, { async: false })
