import { inline } from './inline.js'

/**
 * Makes the copy buttons work. Without JavaScript they are hidden. The clipboard API is available only on loopback and with TLS; elsewhere
 * the script copies a selection.
 */
export const copyScript = await inline(`
document.documentElement.classList.add('js')
const said = document.body.appendChild(document.createElement('p'))
said.className = 'unseen'
said.role = 'status'

function copySelected(source) {
  if (source.select) source.select()
  else getSelection().selectAllChildren(source)
  document.execCommand('copy')
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const source = button.parentElement.querySelector('code, textarea')
  const write = () => navigator.clipboard.writeText(source.value ?? source.textContent)
  await Promise.resolve().then(write).catch(() => copySelected(source))
  said.textContent = 'Copied'
  button.dataset.copy = 'done'
  setTimeout(() => {
    said.textContent = ''
    button.dataset.copy = ''
  }, 1500)
})
`)
