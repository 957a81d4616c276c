import { consolePages, done, frameOf, pageResponse } from '../accounts/console.js'
import { line } from '../accounts/forms.js'
import type { Session } from '../accounts/sessions.js'
import type { CallbackForm } from './console/callback-page.js'
import { formatLmsLines, parseLmsLines } from './player/lms.js'
import { roles, type Channel } from './state.js'
import type { KollusLiveWorld } from './world.js'

const { app, page, form } = consolePages<KollusLiveWorld>()

/**
 * The *Callback* tab of each channel in Kollus's console: the URLs that no API call sets. Super administrators and administrators edit a
 * channel [ROLES]; for other users the page does not exist (inferred).
 */
export const callbackConsole = app

const path = '/channels/:key/callback'

/** The path of a channel's tab, below the console. */
export const callbackPath = ({ key }: Channel): string => path.replace(':key', encodeURIComponent(key))

/** The channel, if the user may edit it. */
function editable({ state }: KollusLiveWorld, { user }: Pick<Session, 'user'>, key: string): Channel | undefined {
  const channel = state.channels.get(key)
  const member = state.members.get(user.id)
  const isEditor = member !== undefined && roles.indexOf(member.role) <= roles.indexOf('administrator')
  return isEditor && channel?.serviceAccount === member.serviceAccount ? channel : undefined
}

async function tab(world: KollusLiveWorld, session: Session, channel: Channel, form: CallbackForm): Promise<Response> {
  const { callbackPage } = await import('./console/callback-page.js')
  const { consolePath } = world
  const places = { home: consolePath + callbackPath(channel), cancel: consolePath }
  const view = { ...frameOf(world, session), ...places, title: channel.settings.title, form }
  return pageResponse(callbackPage(view), form.errors ? 422 : 200)
}

page(path, (c, session) => {
  const { world } = c.env
  const channel = editable(world, session, c.req.param('key') ?? '')
  if (!channel) return c.redirect(world.consolePath)
  const { callbackUrl, playCallbackUrl, lms } = channel
  const shown = { callbackUrl: callbackUrl ?? '', playCallbackUrl: playCallbackUrl ?? '', lms: formatLmsLines(lms) }
  return tab(world, session, channel, shown)
})

form(path, (c, { form, session }) => {
  const { world } = c.env
  const channel = editable(world, session, c.req.param('key') ?? '')
  if (!channel) return done(c, '')
  const [callbackUrl, playCallbackUrl] = [line(form, 'callback_url'), line(form, 'play_callback_url')]
  const lms = form.get('lms') ?? ''
  const lines = readLines(lms)
  const errors = {
    callbackUrl: urlProblem(callbackUrl),
    playCallbackUrl: urlProblem(playCallbackUrl),
    lms: typeof lines === 'string' ? lines : undefined,
  }
  const sent = { callbackUrl, playCallbackUrl, lms }
  if (typeof lines === 'string' || errors.callbackUrl || errors.playCallbackUrl)
    return tab(world, session, channel, { ...sent, errors })
  Object.assign(channel, {
    callbackUrl: callbackUrl || null,
    playCallbackUrl: playCallbackUrl || null,
    lms: lines,
  } satisfies Partial<Channel>)
  return done(c, callbackPath(channel))
})

const urlProblem = (url: string): string | undefined =>
  url === '' || (/^https?:\/\//.test(url) && URL.canParse(url))
    ? undefined
    : 'Enter an absolute URL with http or https.'

/** The receivers, or what is wrong with them. */
function readLines(text: string) {
  try {
    return parseLmsLines(text)
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
