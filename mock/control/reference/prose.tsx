import { inlineMarkdown, markdown } from './markdown.js'

/** A description with its paragraphs and lists. */
export const Prose = ({ text }: { text: string | undefined }) =>
  text ? <div class="prose" dangerouslySetInnerHTML={{ __html: markdown(text) }} /> : null

/** A description of a sentence or two. */
export const InlineProse = ({ text }: { text: string }) => (
  <span dangerouslySetInnerHTML={{ __html: inlineMarkdown(text) }} />
)
