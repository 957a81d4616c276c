import {
  createDLive,
  dliveAuth,
  MeDocument,
  MyEmailDocument,
  SendStreamchatMessageDocument,
} from '../../src/dlive/index.js'
import type { DLiveEvent, schema } from '../../src/dlive/index.js'
import { staticToken, unwrap } from '../../src/index.js'
import { consent } from './browser.js'
import type { Stage } from './stage.js'

/** Signs in, narrows the scopes of a token that was already issued, chats over the socket, and uses a refresh token twice. */
export async function dlive({ mock, url, fetch, note, step }: Stage): Promise<void> {
  const shared = { baseUrl: url, fetch, clock: mock.clock }
  const app = mock.credentials('dlive')
  const tokens: { refresh_token?: string }[] = []
  const auth = dliveAuth({
    ...app,
    ...shared,
    // The demo shows refresh tokens, which no application should print.
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      if (response.ok) tokens.push((await response.clone().json()) as { refresh_token?: string })
      return response
    },
  })

  const { url: address } = await auth.begin({ account: 'alice', scopes: ['identity', 'chat:write', 'email:read'] })
  const callback = await step(
    'Alice logs in and authorizes three scopes',
    () => consent(fetch, address, { account: 'alice', button: 'Authorize' }),
    (back) => `sent back to ${new URL(back).origin}${new URL(back).pathname} with a code`,
  )
  await step(
    "The code is exchanged; DLive's `expiry` is in the year 1, which means unknown",
    () => auth.complete(callback),
    ({ scopes, expiresAt }) => `${scopes.join(', ')}; known expiry: ${expiresAt === undefined ? 'no' : 'yes'}`,
  )
  const source = auth.account('alice')
  const client = createDLive({ ...shared, auth: source, socketAuth: auth.app() })
  const older = createDLive({ ...shared, auth: staticToken((await source.token()).value) })
  const readEmail = async (of: typeof client) => {
    const result = await of.query(MyEmailDocument)
    return result.ok && result.data.me?.private?.email
      ? 'an e-mail address'
      : `null, with a warning: ${result.warnings?.[0]?.message}`
  }
  await step(
    'That token reads her e-mail address',
    () => readEmail(older),
    (email) => email,
  )
  await step(
    'A refresh for fewer scopes narrows the grant',
    () => auth.narrow('alice', ['identity', 'chat:write']),
    ({ scopes }) => scopes.join(', '),
  )
  await step(
    'The older token has lost the scope too',
    () => readEmail(older),
    (email) => email,
  )

  const leave = new AbortController()
  const events = client.events('alice', { signal: leave.signal })
  const next = async <K extends DLiveEvent['kind']>(kind: K, type?: schema.ChatType) => {
    for (;;) {
      const { value } = await events.next()
      if (!value) throw new Error('The socket ended too early.')
      if (value.kind !== kind || (type && !('type' in value && value.type === type))) continue
      note(`socket: ${'type' in value ? value.type : value.kind}`)
      return value as Extract<DLiveEvent, { kind: K }>
    }
  }
  await step(
    'A socket opens with an app token, and subscribes to her channel',
    async () => {
      const { kind } = await next('connected')
      await mock.dlive.subscribed({ streamer: 'alice' })
      return kind
    },
    (kind) => kind,
  )
  await step(
    'She goes live and sends a message, which arrives over the socket',
    async () => {
      await mock.dlive.publish({ username: 'alice', title: 'Demo' })
      await next('chat', 'Live')
      const input = { streamer: 'alice', message: 'Good evening', roomRole: 'Member', subscribing: false } as const
      const { sendStreamchatMessage } = unwrap(await client.mutate(SendStreamchatMessageDocument, { input }))
      return { sent: sendStreamchatMessage.message, heard: await next('chat', 'Message') }
    },
    ({ sent, heard }) => {
      if (heard.type !== 'Message' || sent?.__typename !== 'ChatText') return 'an unexpected event'
      const { content, sender, roomRole } = heard
      return `"${content}" from ${sender.username}, whose real role is ${roomRole}; the same id: ${heard.id === sent.id}`
    },
  )
  await step(
    'The connection breaks',
    async () => {
      mock.faults.add({ operation: 'dlive.ws', action: 'cut' })
      await next('reconnected')
      await mock.dlive.subscribed({ streamer: 'alice' })
      await mock.dlive.chat({ streamer: 'alice', text: 'Are you there?', from: 'bob' })
      return next('chat', 'Message')
    },
    (event) => `connected and subscribed again: "${event.type === 'Message' ? event.content : ''}"`,
  )
  leave.abort()
  await events.return?.()

  await step(
    'The refresh token that the narrowing used is sent again',
    async () => {
      const response = await fetch(`${url}/dlive/web/o/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}` },
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: tokens[0]!.refresh_token! }),
      })
      return { status: response.status, body: (await response.json()) as { error: string } }
    },
    ({ status, body }) => `refused with ${status} ${body.error}`,
  )
  await step(
    'A month later the stored pair is renewed, and she is still signed in',
    async () => {
      await mock.clock.advance('31d')
      return unwrap(await client.query(MeDocument))
    },
    ({ me }) => `hello, ${me?.displayname}`,
  )
}
