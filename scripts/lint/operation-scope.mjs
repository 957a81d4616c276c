/**
 * Every operation says which scopes its access token must have: `security: []` for none, else requirements that all name the same scopes.
 * It may name several schemes (a token from a consent, a personal token, an API key without scopes beside either), but one list of scopes
 * only, because the operation table has room for one.
 */
export const operationScope = () => ({
  Operation(operation, { report, location }) {
    const { security } = operation
    if (!Array.isArray(security)) {
      report({ message: 'This operation needs `security`; `[]` if it takes no token.', location: location.key() })
      return
    }
    const lists = security
      .filter((requirement) => Object.keys(requirement).length > 0)
      .map((requirement) => Object.values(requirement).flat().sort().join(' '))
    if (new Set(lists).size <= 1) return
    report({ message: 'Every requirement must name the same scopes.', location: location.child('security') })
  },
})
