import { EvidenceBadge, Sources } from './evidence.js'
import { Prose } from './prose.js'
import type { ResponseRule } from './rule-of.js'

/** The spec's description of a response, with its evidence and sources. */
export const RuleView = ({ rule: { description, evidence, source } }: { rule: ResponseRule }) => (
  <div class="rule">
    <Prose text={description} />
    <span class="marked">
      {evidence && <EvidenceBadge evidence={evidence} />}
      <Sources sources={source} />
    </span>
  </div>
)
