import { sourcesOf, type Marked, type OpenApiDocument, type Source } from './document.js'

/** The meaning of each mark. */
export const meanings = {
  seed: 'On the provider’s page that this spec started from.',
  documented: 'On another page of the provider.',
  community: 'In public code of third parties.',
  inferred: 'A guess: no source confirms it.',
} as const

interface EvidenceProps {
  readonly document: OpenApiDocument
  readonly mark: Marked
}

/** The evidence of a node, with links to its sources. Empty for a node without a mark. */
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

/** The sources of a fact, as links. */
export const Sources = ({ sources }: { sources: readonly Source[] }) =>
  sources.length === 0 ? null : (
    <span class="sources">
      Source:
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

/** An evidence mark without its sources. */
export const EvidenceBadge = ({ evidence }: { evidence: string }) => (
  <span class={`evidence ${evidence in meanings ? evidence : ''}`} title={meanings[evidence as keyof typeof meanings]}>
    {evidence}
  </span>
)
