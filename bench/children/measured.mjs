/**
 * Loaded first in every measured child: tells its CPU time (user and system, all threads, microseconds) when asked, and
 * ends with whoever started it.
 */
process.on('message', (question) => {
  if (question !== 'cpu') return
  const { user, system } = process.cpuUsage()
  process.send({ cpu: user + system })
})
process.on('disconnect', () => process.exit())
