/** Every operation says how sure we are of it. (That it names a source too is `evidence-is-known`.) */
export const operationEvidence = () => ({
  Operation(operation, { report, location }) {
    if (operation['x-evidence'] !== undefined) return
    report({ message: 'This operation needs `x-evidence` and `x-source`.', location: location.key() })
  },
})
