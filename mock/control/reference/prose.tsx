import { inlineMarkdown, markdown } from './markdown.js'

/** A Markdown description with paragraphs and lists. */
export const Prose = ({ text }: { text: string | undefined }) =>
  text ? <div class="prose" dangerouslySetInnerHTML={{ __html: markdown(text) }} /> : null

/** A one-line Markdown description. */
export const InlineProse = ({ text }: { text: string }) => (
  <span dangerouslySetInnerHTML={{ __html: inlineMarkdown(text) }} />
)
