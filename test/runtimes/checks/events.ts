import { staticToken } from 'onair'
import { createDLive } from 'onair/dlive'
import { equal, type Checks } from '../check.js'
import { openSandbox } from '../sandbox.js'

/** DLive's chat over the platform's WebSocket, or that of `ws` where there is none. */
export const events: Checks = {
  async 'a chat message arrives over a WebSocket, which is replaced when it is cut'(place) {
    const sandbox = await openSandbox(place)
    const dlive = (name: string, body: unknown) => sandbox.control(`/providers/dlive/controls/${name}`, body)
    const { accessToken } = await sandbox.control('/providers/dlive/grants', { account: 'alice' })
    const client = createDLive({ auth: staticToken(accessToken as string), ...sandbox.client })
    const stream = client.events('alice', { include: ['chat'], reconnect: { base: 0 } })
    const next = async () => (await stream.next()).value

    equal((await next())?.kind, 'connected', 'first event')
    await dlive('subscribed', { streamer: 'alice' })
    await dlive('chat', { streamer: 'alice', text: 'Guten Abend 🍋' })
    const message = await next()
    equal(message?.kind === 'chat' && message.type === 'Message' && message.content, 'Guten Abend 🍋', 'message')

    await sandbox.control('/faults', { operation: 'dlive.ws', action: 'cut' })
    equal([(await next())?.kind, (await next())?.kind], ['disconnected', 'reconnected'], 'events of the cut')
    await dlive('subscribed', { streamer: 'alice' })
    await dlive('chat', { streamer: 'alice', text: 'Back' })
    const later = await next()
    equal(later?.kind === 'chat' && later.type === 'Message' && later.content, 'Back', 'message')
    await stream.return?.()
  },
}
