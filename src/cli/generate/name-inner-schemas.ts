import { type Draft, type DraftNode, find, isNode, nodeOf } from './draft.js'
import { isSchemaAt } from './reference-kind.js'
import { type Path, walk } from './walk.js'

/**
 * Makes a component of each schema that a reference leads to inside of another part: `#/components/schemas/Pet/properties/owner` becomes
 * `#/components/schemas/Pet_owner`. The generators name schemas by components only. Tools that bundle documents write such references.
 */
export const nameInnerSchemas = ({ document }: Draft): void => {
  const named = new Map<unknown, string>()
  for (const [at, node] of walk(document)) {
    if (!isSchemaAt(at) || typeof node.$ref !== 'string' || !/^#\/(?!components\/schemas\/[^/]+$)/.test(node.$ref))
      continue
    const target = find(document, node, at)
    if (!isNode(target.node) || '$ref' in target.node) continue
    const known =
      named.get(target.node) ?? (isComponent(target.at) ? String(target.at[2]) : addComponent(document, target))
    named.set(target.node, known)
    node.$ref = `#/components/schemas/${known.replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
}

const isComponent = (at: Path): boolean => at.length === 3 && at[0] === 'components' && at[1] === 'schemas'

/** Keywords that say nothing in a name. */
const silent = new Set<string | number>(
  'components schemas paths responses content schema properties items allOf anyOf oneOf'.split(' '),
)

/** The schema also stays where it is, because other references may pass through that place. */
const addComponent = (document: DraftNode, { node, at }: { readonly node: unknown; readonly at: Path }): string => {
  const components = (document.components ??= {}) as DraftNode
  const schemas = (components.schemas = nodeOf(components.schemas))
  const name =
    at
      .filter((step) => !silent.has(step))
      .join('_')
      .replaceAll(/\W+/g, '_')
      .replace(/^_/, '') || 'Schema'
  let free = name
  for (let count = 2; Object.hasOwn(schemas, free); count++) free = `${name}${count}`
  schemas[free] = node
  return free
}
