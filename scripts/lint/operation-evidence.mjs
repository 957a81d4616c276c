/** Every operation says how sure we are of it. (`evidence-is-known` checks that it names a source.) */
export const operationEvidence = () => ({
  Operation(operation, { report, location }) {
    if (operation['x-evidence'] !== undefined) return
    report({ message: 'This operation needs `x-evidence` and `x-source`.', location: location.key() })
  },
})
