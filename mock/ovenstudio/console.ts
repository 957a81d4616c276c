import type { Context, Hono } from 'hono'
import type { ConsoleRoutes, PageServer } from '../oauth/browser.js'
import { consolePages, line } from '../oauth/console.js'
import type { Session } from '../accounts/sessions.js'
import { links } from './console/frame.js'
import type { Playback } from './playback.js'
import { canSign, type State, type Stream } from './state.js'

/** What the console's pages need to know. */
export interface ConsoleView extends ConsoleRoutes<PageServer> {
  readonly state: State
  readonly playback: Playback
}

/** Seconds that a *Signed Edge URL* of the console works for: about an hour, says the vendor's blog, and that it may change. */
const edgeUrlLifetime = 3600

/**
 * OvenStudio's console, as far as the REST API needs it: *Settings → REST API → Tokens*, *Settings → AWS CloudFront*, and the streams with
 * their *URLs*. The labels are those of the vendor's pages and blog (https://ovenstudio.gitbook.io/ovenstudio-llhls); the layout is ours.
 * - The machine has one owner: whoever is logged in sees everything.
 * - The value of a token stands on the one page after it was generated or renewed, and nowhere else.
 */
export function mountConsole(app: Hono, view: ConsoleView): void {
  const { server, consolePath, state, playback } = view
  const { cloudFront } = state
  const { page, form, frame, show, done } = consolePages(app, view)
  const { streams, tokens, cloudfront } = links(consolePath)

  page(consolePath, (c) => c.redirect(streams))

  page(tokens, async (_c, session) => {
    const { tokensPage } = await import('./console/tokens-page.js')
    const made = session.flash
    session.flash = null
    const content = { tokens: [...state.tokens.values()], made, action: tokens }
    return show(tokensPage({ ...frame(session), ...content }))
  })

  form(tokens, (c, { session }) => {
    const { id, value } = state.addToken(server.now())
    session.flash = { id, value, how: 'generated' }
    return done(c, tokens)
  })

  form(`${tokens}/:id/renew`, (c, { session }) => {
    const token = state.tokens.get(c.req.param('id') ?? '')
    if (token) session.flash = { id: token.id, value: state.renew(token), how: 'renewed' }
    return done(c, tokens)
  })

  form(`${tokens}/:id/delete`, (c) => {
    state.tokens.delete(c.req.param('id') ?? '')
    return done(c, tokens)
  })

  const cloudFrontPage = async (session: Session, missing: readonly string[] = [], accessKeyId?: string) => {
    const { cloudFrontPage } = await import('./console/cloudfront-page.js')
    const content = { cloudFront, action: cloudfront, missing, accessKeyId: accessKeyId ?? cloudFront.accessKeyId }
    return show(cloudFrontPage({ ...frame(session), ...content }), missing.length > 0 ? 422 : 200)
  }

  page(cloudfront, (_c, session) => cloudFrontPage(session))

  form(`${cloudfront}/credentials`, (c, { form, session }) => {
    const accessKeyId = line(form, 'access_key_id')
    const missing = ['access_key_id', 'secret_access_key'].filter((field) => line(form, field) === '')
    if (missing.length > 0) return cloudFrontPage(session, missing, accessKeyId)
    cloudFront.accessKeyId = accessKeyId
    return done(c, cloudfront)
  })

  form(`${cloudfront}/refresh`, (c) => {
    cloudFront.isLoaded ||= cloudFront.accessKeyId !== null
    return done(c, cloudfront)
  })

  form(`${cloudfront}/distribution`, (c) => {
    cloudFront.isEnabled ||= cloudFront.isLoaded
    return done(c, cloudfront)
  })

  form(`${cloudfront}/signed-url`, (c, { form }) => {
    cloudFront.isSigned = line(form, 'signed') === 'on'
    return done(c, cloudfront)
  })

  const streamsPage = async (session: Session, refused?: { readonly name: string; readonly problem: string }) => {
    const { streamsPage } = await import('./console/streams-page.js')
    const content = { streams: [...state.streams.values()], action: streams, refused }
    return show(streamsPage({ ...frame(session), ...content }), refused ? 422 : 200)
  }

  page(streams, (_c, session) => streamsPage(session))

  form(streams, (c, { form, session }) => {
    const name = line(form, 'name')
    try {
      state.addManaged(name, line(form, 'description'), server.now())
    } catch (error) {
      if (error instanceof RangeError) return streamsPage(session, { name, problem: error.message })
      throw error
    }
    return done(c, streams)
  })

  const urlsOf = async (c: Context, { name }: Stream) => {
    const { origin, hostname } = new URL(c.req.url)
    const until = Math.floor(server.now() / 1000) + edgeUrlLifetime
    const isSigned = canSign(cloudFront)
    const edge = isSigned ? await playback.signedUrl(origin, name, { until }) : playback.url(origin, name)
    return { hostname, isSigned, edge, until: isSigned ? until * 1000 : null }
  }

  page(`${streams}/:name`, async (c, session) => {
    const stream = state.streams.get(c.req.param('name') ?? '')
    if (!stream) return c.redirect(streams)
    const { streamPage } = await import('./console/stream-page.js')
    return show(streamPage({ ...frame(session), stream, ...(await urlsOf(c, stream)) }))
  })
}
