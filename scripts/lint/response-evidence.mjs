/** Every response says how sure we are of it: an operation may be documented and its refusals not. */
export const responseEvidence = () => ({
  Response(response, { report, location }) {
    if (response['x-evidence'] !== undefined) return
    report({ message: 'This response needs `x-evidence` and `x-source`.', location: location.key() })
  },
})
