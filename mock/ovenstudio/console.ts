import type { Context } from 'hono'
import { consolePages, done, frameOf, pageResponse } from '../accounts/console.js'
import { line } from '../accounts/forms.js'
import type { Session } from '../accounts/sessions.js'
import type { Env } from '../core/definition/world.js'
import { paths } from './console/frame.js'
import { playlistUrl, signedPlaylistUrl } from './playback.js'
import { addManaged, addToken, canSign, renewToken, type Stream, type Token } from './state.js'
import type { OvenStudioWorld } from './world.js'

const { app, page, form } = consolePages<OvenStudioWorld>()

/**
 * The part of OvenStudio's console that the REST API needs: *Settings → REST API → Tokens*, *Settings → AWS CloudFront*, and the streams with
 * their *URLs*. The labels are documented (https://ovenstudio.gitbook.io/ovenstudio-llhls); the layout is the mock's own.
 * - The machine has one owner: every account sees everything.
 * - The value of a token is shown once, on the page after it was generated or renewed.
 */
export const consoleApp = app

type C = Context<Env<OvenStudioWorld>>

const streamsOf = ({ env: { world } }: C) => world.consolePath + paths.streams

page('', (c) => c.redirect(streamsOf(c)))

page(paths.tokens, async (c, session) => {
  const { tokensPage } = await import('./console/tokens-page.js')
  const made = session.flash
  session.flash = null
  const { world } = c.env
  const tokens = [...world.state.tokens.values()]
  const seeded = tokens.find(({ value }) => value === world.credentials['accessToken'])?.value
  return pageResponse(tokensPage({ ...frameOf(world, session), tokens, seeded, made }))
})

function doneWithToken(c: C, session: Session, { id, value }: Token, how: string) {
  session.flash = { id, value, how }
  return done(c, paths.tokens)
}

form(paths.tokens, (c, { session }) => doneWithToken(c, session, addToken(c.env.world), 'generated'))

form(`${paths.tokens}/:id/renew`, (c, { session }) => {
  const { world } = c.env
  const token = world.state.tokens.get(c.req.param('id') ?? '')
  return token ? doneWithToken(c, session, renewToken(world, token), 'renewed') : done(c, paths.tokens)
})

form(`${paths.tokens}/:id/delete`, (c) => {
  c.env.world.state.tokens.delete(c.req.param('id') ?? '')
  return done(c, paths.tokens)
})

async function cloudFrontPage({ env: { world } }: C, session: Session, missing: readonly string[] = [], sent?: string) {
  const { cloudFrontPage } = await import('./console/cloudfront-page.js')
  const { cloudFront } = world.state
  const content = { cloudFront, missing, accessKeyId: sent ?? cloudFront.accessKeyId }
  return pageResponse(cloudFrontPage({ ...frameOf(world, session), ...content }), missing.length > 0 ? 422 : 200)
}

page(paths.cloudfront, (c, session) => cloudFrontPage(c, session))

form(`${paths.cloudfront}/credentials`, (c, { form, session }) => {
  const accessKeyId = line(form, 'access_key_id')
  const missing = ['access_key_id', 'secret_access_key'].filter((field) => line(form, field) === '')
  if (missing.length > 0) return cloudFrontPage(c, session, missing, accessKeyId)
  c.env.world.state.cloudFront.accessKeyId = accessKeyId
  return done(c, paths.cloudfront)
})

form(`${paths.cloudfront}/refresh`, (c) => {
  const { cloudFront } = c.env.world.state
  cloudFront.isLoaded ||= cloudFront.accessKeyId !== null
  return done(c, paths.cloudfront)
})

form(`${paths.cloudfront}/distribution`, (c) => {
  const { cloudFront } = c.env.world.state
  cloudFront.isEnabled ||= cloudFront.isLoaded
  return done(c, paths.cloudfront)
})

form(`${paths.cloudfront}/signed-url`, (c, { form }) => {
  c.env.world.state.cloudFront.isSigned = line(form, 'signed') === 'on'
  return done(c, paths.cloudfront)
})

interface RefusedName {
  readonly name: string
  readonly problem: string
}

async function streamsPage({ env: { world } }: C, session: Session, refused?: RefusedName) {
  const { streamsPage } = await import('./console/streams-page.js')
  const content = { streams: [...world.state.streams.values()], refused }
  return pageResponse(streamsPage({ ...frameOf(world, session), ...content }), refused ? 422 : 200)
}

page(paths.streams, (c, session) => streamsPage(c, session))

form(paths.streams, (c, { form, session }) => {
  const name = line(form, 'name')
  try {
    addManaged(c.env.world, name, line(form, 'description'))
  } catch (error) {
    if (error instanceof RangeError) return streamsPage(c, session, { name, problem: error.message })
    throw error
  }
  return done(c, paths.streams)
})

/** The validity of the console's *Signed Edge URL* in seconds. OvenStudio's blog says about an hour, and that it may change. */
const edgeUrlLifetime = 3600

async function urlsOf({ env: { world }, req: { url } }: C, { name }: Stream) {
  const { hostname } = new URL(url)
  if (!canSign(world.state.cloudFront)) {
    return { hostname, isSigned: false, edge: playlistUrl(world, url, name), until: null }
  }
  const until = Math.floor(world.clock.now() / 1000) + edgeUrlLifetime
  return { hostname, isSigned: true, edge: await signedPlaylistUrl(world, url, name, { until }), until: until * 1000 }
}

page(`${paths.streams}/:name`, async (c, session) => {
  const { world } = c.env
  const stream = world.state.streams.get(c.req.param('name') ?? '')
  if (!stream) return c.redirect(streamsOf(c))
  const { streamPage } = await import('./console/stream-page.js')
  return pageResponse(streamPage({ ...frameOf(world, session), stream, ...(await urlsOf(c, stream)) }))
})
