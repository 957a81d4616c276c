import { inline } from '../../ui/inline.js'

/** Plays each `video[data-playlist]` with hls.js when its play button is pressed. Without the button nothing is loaded. */
export const playerScript = await inline(`
function attach() {
  for (const video of document.querySelectorAll('video[data-playlist]')) {
    if (video.dataset.player || !window.Hls?.isSupported()) continue
    video.dataset.player = 'hls.js'
    // Otherwise the browser would play the address itself, if it can.
    video.removeAttribute('src')
    const hls = new Hls({ lowLatencyMode: true, enableWorker: false, autoStartLoad: false })
    hls.loadSource(video.dataset.playlist)
    hls.attachMedia(video)
    video.addEventListener('play', () => hls.startLoad(), { once: true })
  }
}
attach()
new MutationObserver(attach).observe(document.body, { childList: true, subtree: true })
`)
