/** Loader hooks that count: https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks */
let files = 0
let bytes = 0

export function initialize({ port }) {
  port.on('message', () => port.postMessage({ files, bytes }))
}

export async function load(url, context, next) {
  const loaded = await next(url, context)
  if (url.startsWith('file:')) {
    files++
    bytes += Buffer.byteLength(loaded.source ?? '')
  }
  return loaded
}
