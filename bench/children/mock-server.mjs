/** The mock on a socket, limits off, as `onair/mock` from `dist/` serves it. Reports its port and the requests to send. */
import { createMock } from 'onair/mock'

const mock = await createMock({ clock: 'system', limits: false })
const { port } = await mock.listen()
const { accessToken } = await mock.grant('kollus-live')
const { clientId, clientSecret, serviceAccount } = mock.credentials('kollus-live')
process.send({
  port,
  seed: { accessToken, clientId, clientSecret, serviceAccount, channel: (await mock.kollusLive.channels())[0].key },
})
