/** Every response says how sure we are of it: the refusals of a documented operation may be undocumented. */
export const responseEvidence = () => ({
  Response(response, { report, location }) {
    if (response['x-evidence'] !== undefined) return
    report({ message: 'This response needs `x-evidence` and `x-source`.', location: location.key() })
  },
})
