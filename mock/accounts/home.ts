import { consolePages, frameOf, pageResponse } from './console.js'
import { seedApplicationOfAnother } from './no-applications.js'

const { app, page } = consolePages()

/** The console of a definition that has no pages of its own. */
export const homeConsole = app

page('', async ({ env: { world } }, session) => {
  const { homePage } = await import('./home-page.js')
  const clients = world.oauth?.clients.of(session.user.id) ?? []
  return pageResponse(homePage(frameOf(world, session), clients, seedApplicationOfAnother(world, session.user)))
})
