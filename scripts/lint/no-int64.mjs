/** `int64` makes validators return a bigint where the types say number. */
export const noInt64 = () => ({
  Schema(schema, { report, location }) {
    if (schema.format !== 'int64') return
    report({ message: 'Leave out `format: int64`: an integer is a number here.', location: location.child('format') })
  },
})
