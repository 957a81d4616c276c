import { EvidenceBadge, Sources } from './evidence.js'
import { Prose } from './prose.js'
import type { ResponseRule } from './rule-of.js'

/** What a document says of an answer, how sure it is, and where that comes from. */
export const RuleView = ({ rule: { description, evidence, source } }: { rule: ResponseRule }) => (
  <div class="rule">
    <Prose text={description} />
    <span class="marked">
      {evidence && <EvidenceBadge evidence={evidence} />}
      <Sources sources={source} />
    </span>
  </div>
)
