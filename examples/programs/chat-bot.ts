/** A bot in a DLive chat. Run with: npx tsx --env-file=.env examples/programs/chat-bot.ts alice */
import { unwrap } from 'onair'
import { createDLive, dliveAuth, giftLemons, LivestreamDocument, SendStreamchatMessageDocument } from 'onair/dlive'
import { fileStore } from 'onair/node'

const { DLIVE_CLIENT_ID: clientId = '', DLIVE_CLIENT_SECRET: clientSecret = '', ONAIR_URL: baseUrl } = process.env
const { ONAIR_STORE = 'tokens.json', ACCOUNT = 'default' } = process.env
const [streamer = ''] = process.argv.slice(2)

// Sign the bot in once: npx onair login dlive --store tokens.json
const auth = dliveAuth({ clientId, clientSecret, baseUrl, store: fileStore(ONAIR_STORE) })
const dlive = createDLive({ auth: auth.account(ACCOUNT), socketAuth: auth.app(), baseUrl })

async function say(message: string): Promise<void> {
  const input = { streamer, message, roomRole: 'Member', subscribing: false } as const
  const sent = await dlive.mutate(SendStreamchatMessageDocument, { input })
  // A refusal, such as slow mode, does not end the bot.
  if (!sent.ok) console.error(sent.error.message)
}

const stop = new AbortController()
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
try {
  for await (const event of dlive.events(streamer, { include: ['chat'], signal: stop.signal })) {
    if (event.kind === 'connected') console.log(`Listening to the chat of ${streamer}`)
    if (event.kind === 'disconnected') console.warn('The connection is lost. Connecting again.')
    if (event.kind !== 'chat') continue
    if (event.type === 'Gift') {
      const worth = giftLemons(event)
      await say(`Thanks for ${worth ? `${worth} lemons` : 'the gift'}, ${event.sender.displayname}!`)
    }
    if (event.type === 'Message' && event.content === '!title') {
      const { user } = unwrap(await dlive.query(LivestreamDocument, { username: streamer }))
      await say(user?.livestream?.title ?? 'Not on air.')
    }
  }
} catch (error) {
  if (!stop.signal.aborted) throw error
}
