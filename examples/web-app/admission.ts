/** Decides who may publish and play at OvenMediaEngine. Run with: npx tsx --env-file=.env examples/web-app/admission.ts */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { isOnAirError } from 'onair'
import { acknowledge, allow, deny, parseAdmission } from 'onair/ovenmediaengine'

const { OME_SECRET: secret = '', PUBLISH_KEY = '', PORT = '3000' } = process.env
if (!secret || !PUBLISH_KEY) throw new Error('Set OME_SECRET and PUBLISH_KEY in the environment.')

/** The viewers and publishers of each stream, by the path of their URL. */
const inside = new Map<string, number>()

const app = new Hono()
app.post('/admission', async (c) => {
  // Refuses what OvenMediaEngine did not sign, and what is older than five minutes.
  const admission = await parseAdmission(c.req.raw, { secret })
  const { pathname, searchParams } = new URL(admission.url)
  const count = (step: number) => inside.set(pathname, Math.max(0, (inside.get(pathname) ?? 0) + step))
  if (admission.status === 'closing') {
    count(-1)
    console.log(`${admission.protocol} left ${pathname}, ${inside.get(pathname)} inside`)
    return acknowledge()
  }
  // A publisher needs the key in the query of its URL. Viewers may stay for an hour, then they must ask again.
  if (admission.direction === 'incoming' && searchParams.get('key') !== PUBLISH_KEY) return deny('wrong key')
  count(1)
  console.log(`${admission.protocol} entered ${pathname}, ${inside.get(pathname)} inside`)
  return allow(admission, admission.direction === 'outgoing' ? { lifetime: 3_600_000 } : {})
})
app.onError((error, c) => c.body(null, isOnAirError(error) ? 400 : 500))

serve({ fetch: app.fetch, port: Number(PORT) }, ({ port }) => console.log(`http://localhost:${port}/admission`))
