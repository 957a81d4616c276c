/**
 * Resolves after one turn of the event loop: every promise chain that is ready has run, and sockets have been read. It is a message,
 * because test runners fake timers, `setImmediate`, `queueMicrotask` and `process.nextTick`, but no `MessageChannel`.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const received = () => {
      port1.close()
      resolve()
    }
    port1.addEventListener('message', received, { once: true })
    port1.start()
    port2.postMessage(null)
  })
