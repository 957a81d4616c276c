/** Runs the checks in workerd: `/checks` is answered with what they found. The other paths use a client that the module keeps. */
import { run } from '../check.js'
import { auth, HOUR, signedIn } from '../checks/auth.js'
import { calls } from '../checks/calls.js'
import { events } from '../checks/events.js'
import { secrets } from '../checks/secrets.js'
import { signing } from '../checks/signing.js'
import { openSandbox, type Sandbox } from '../sandbox.js'
import { control } from './control.js'

/** Clients that the module keeps, as an application would. */
let shared: Awaited<ReturnType<typeof signedIn>> | undefined
let sandbox: Sandbox | undefined

const checks = { ...auth, ...calls, ...events, ...secrets, ...signing }

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    const [url, closedUrl] = [searchParams.get('url')!, searchParams.get('closedUrl')!]
    const place = { url, closedUrl, control }
    switch (pathname) {
      case '/checks':
        return Response.json(await run(checks, place))
      case '/sign-in':
        sandbox = await openSandbox(place)
        shared = await signedIn(sandbox)
        await sandbox.client.clock.advance(HOUR)
        return Response.json('signed in')
      case '/call':
        return Response.json((await shared!.livepush.call('listStreams')).status)
      default:
        return Response.json(await sandbox!.count('livepush.exchangeToken'))
    }
  },
}
