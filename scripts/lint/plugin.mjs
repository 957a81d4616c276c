import { arraysHaveItems } from './arrays-have-items.mjs'
import { enumsAreNamed } from './enums-are-named.mjs'
import { evidenceIsKnown } from './evidence-is-known.mjs'
import { hasExample } from './has-example.mjs'
import { noInt64 } from './no-int64.mjs'
import { operationEvidence } from './operation-evidence.mjs'
import { operationScope } from './operation-scope.mjs'
import { patternNeedsExample } from './pattern-needs-example.mjs'
import { propertyEvidence } from './property-evidence.mjs'
import { responseEvidence } from './response-evidence.mjs'

/** Our own rules for specs, as a Redocly plugin. redocly.yaml enables each one; specs/README.md lists them. */
export default () => ({
  id: 'onair',
  rules: {
    oas3: {
      'arrays-have-items': arraysHaveItems,
      'enums-are-named': enumsAreNamed,
      'evidence-is-known': evidenceIsKnown,
      'has-example': hasExample,
      'no-int64': noInt64,
      'operation-evidence': operationEvidence,
      'operation-scope': operationScope,
      'pattern-needs-example': patternNeedsExample,
      'property-evidence': propertyEvidence,
      'response-evidence': responseEvidence,
    },
  },
})
