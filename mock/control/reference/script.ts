import { inline } from '../../ui/inline.js'

/**
 * What JavaScript adds to the reference page: the filter, which is hidden without it, and opening the target of a link, which not every
 * browser does by itself.
 */
export const filterScript = await inline(`
const filter = document.getElementById('filter')
const items = [...document.querySelectorAll('[data-find]')]
const groups = [...document.querySelectorAll('.group')]

filter?.addEventListener('input', () => {
  const words = filter.value.toLowerCase().split(/\\s+/)
  let count = 0
  for (const item of items) {
    item.hidden = !words.every((word) => item.dataset.find.includes(word))
    if (!item.hidden) count++
  }
  for (const group of groups) group.hidden = !group.querySelector('[data-find]:not([hidden])')
  document.getElementById('filter-count').textContent = filter.value === '' ? '' : count + ' found'
})

function reveal() {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  const around = place?.closest('details')
  if (!around) return
  around.open = true
  around.scrollIntoView()
}
addEventListener('hashchange', reveal)
reveal()
`)
