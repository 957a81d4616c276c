import { consolePages, frameOf, show } from './console.js'

const { app, page } = consolePages()

/** The console of a definition without pages of its own. */
export const homeConsole = app

page('', async ({ env: { world } }, session) => {
  const { homePage } = await import('./home-page.js')
  return show(homePage(frameOf(world, session), world.oauth?.clients.of(session.user.id) ?? []))
})
