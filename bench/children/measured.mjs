/**
 * Loaded first in every measured child: reports its CPU time (user and system, all threads, microseconds) on request, and ends when its
 * parent ends.
 */
process.on('message', (question) => {
  if (question !== 'cpu') return
  const { user, system } = process.cpuUsage()
  process.send({ cpu: user + system })
})
process.on('disconnect', () => process.exit())
