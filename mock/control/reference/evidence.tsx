import { sourcesOf, type Marked, type OpenApiDocument, type Source } from './document.js'

/** What each mark says, for a reader who sees it for the first time. */
export const meanings = {
  seed: 'On the page of the vendor that this spec began with.',
  documented: 'On a page of the vendor.',
  community: 'In someone else’s public code.',
  inferred: 'A guess: no source says so.',
} as const

interface EvidenceProps {
  readonly document: OpenApiDocument
  readonly mark: Marked
}

/** How sure we are of something, with links to where it comes from. Nothing for a node without a mark. */
export const EvidenceMark = ({ document, mark }: EvidenceProps) => {
  const { 'x-evidence': evidence } = mark
  if (!evidence) return null
  return (
    <span class="marked">
      <EvidenceBadge evidence={evidence} />
      <Sources sources={sourcesOf(document, mark)} />
    </span>
  )
}

/** Where something comes from. */
export const Sources = ({ sources }: { sources: readonly Source[] }) =>
  sources.length === 0 ? null : (
    <span class="sources">
      From:
      {sources.map(({ title, url }) =>
        url === undefined ? (
          <span>{title}</span>
        ) : (
          <a href={url} rel="noreferrer">
            {title}
          </a>
        ),
      )}
    </span>
  )

/** The mark alone. */
export const EvidenceBadge = ({ evidence }: { evidence: string }) => (
  <span class={`evidence ${evidence in meanings ? evidence : ''}`} title={meanings[evidence as keyof typeof meanings]}>
    {evidence}
  </span>
)
