const evidence = ['seed', 'documented', 'community', 'inferred']

/**
 * Everywhere in a spec, `x-evidence` is one of our four words and `x-source` names sources listed in `x-onair.sources`. Neither stands
 * without the other.
 */
export const evidenceIsKnown = () => {
  let sources = []

  const check = (node, { report, location }) => {
    const mark = node?.['x-evidence']
    const source = node?.['x-source']
    if (mark === undefined && source === undefined) return
    if (mark === undefined || source === undefined) {
      report({ message: '`x-evidence` and `x-source` go together.', location: location.key() })
      return
    }
    if (!evidence.includes(mark)) {
      report({ message: `\`${mark}\` is not one of ${evidence.join(', ')}.`, location: location.child('x-evidence') })
    }
    for (const key of [source].flat()) {
      if (sources.includes(key)) continue
      report({ message: `\`${key}\` is not in \`x-onair.sources\`.`, location: location.child('x-source') })
    }
  }

  return {
    Root(root) {
      sources = Object.keys(root['x-onair']?.sources ?? {})
    },
    any: check,
    // Marks beside a `$ref`; `any` visits only its target.
    ref: check,
  }
}
