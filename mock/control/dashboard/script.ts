import { inline } from '../../ui/inline.js'

/**
 * What JavaScript adds to the pages. All of them work without it.
 * - Reloads the parts marked `data-live` after each request to the mock, except a part that has the focus.
 * - Sends forms in the background and replaces the page's content, so that the scroll position stays.
 * - Updates clocks, and scrolls the navigation to the current page.
 */
export const dashboardScript = await inline(`
const events = document.body.dataset.events
const parse = async (response) => new DOMParser().parseFromString(await response.text(), 'text/html')
let paused = false, waiting = false

// On a phone the navigation is wider than the screen.
document.querySelector('.nav [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })

async function refresh() {
  waiting = false
  if (paused || document.hidden) return
  const response = await fetch(location.href)
  if (!response.ok) return
  const next = await parse(response)
  for (const old of document.querySelectorAll('[data-live][id]')) {
    const fresh = next.getElementById(old.id)
    const busy = old.contains(document.activeElement) || old.querySelector('details[open]')
    // A player changes its own part: such a part has a version.
    const isOld = old.dataset.version ? fresh?.dataset.version !== old.dataset.version : fresh?.innerHTML !== old.innerHTML
    if (fresh && !busy && isOld) old.replaceWith(fresh)
  }
}

if (events && document.querySelector('[data-live]')) {
  const source = new EventSource(events)
  // Also when it opens: requests may have come in since the page was rendered.
  source.onopen = source.onmessage = () => {
    if (!waiting) setTimeout(refresh, 250)
    waiting = true
  }
  document.addEventListener('visibilitychange', refresh)
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-pause]')
  if (!button) return
  paused = !paused
  button.setAttribute('aria-pressed', String(paused))
  if (!paused) refresh()
})

document.addEventListener('submit', async (event) => {
  const form = event.target
  // Not \`form.action\`: a field may have that name.
  const action = form.getAttribute('action')
  if (form.getAttribute('method') !== 'post' || !action.includes('/_mock/')) return
  event.preventDefault()
  const data = new FormData(form, event.submitter)
  const body = form.hasAttribute('enctype') ? data : new URLSearchParams(data)
  const response = await fetch(action, { method: 'POST', body })
  const next = await parse(response)
  const main = next.querySelector('main')
  if (!main) return location.assign(response.url)
  document.title = next.title
  document.querySelector('main').replaceWith(main)
  if (response.redirected) history.replaceState(null, '', response.url.replace(/[?&]said=\\d+/, ''))
  const told = main.querySelector('[data-told]') ?? main.querySelector('[aria-invalid]')
  if (told) {
    told.focus({ preventScroll: true })
    told.scrollIntoView({ block: 'nearest' })
  }
})

setInterval(() => {
  for (const clock of document.querySelectorAll('[data-tick]')) {
    clock.began ??= performance.now() - 1
    const now = Number(clock.dataset.now) + (performance.now() - clock.began) * Number(clock.dataset.tick)
    clock.textContent = new Date(now).toISOString().slice(0, 19).replace('T', ' ')
  }
}, 1000)
`)
