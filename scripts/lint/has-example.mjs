/** Every body (so every status that has one), parameter and header has an example. Contract tests and docs use them. */
export const hasExample = () => ({
  MediaType: needsExample('body'),
  Parameter: needsExample('parameter'),
  Header: needsExample('header'),
})

const needsExample =
  (kind) =>
  (node, { report, location }) => {
    if (node.example !== undefined || Object.keys(node.examples ?? {}).length > 0) return
    report({ message: `This ${kind} needs an \`example\` or \`examples\`.`, location: location.key() })
  }
