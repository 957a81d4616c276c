/** Mounts the mock under a path of a Next.js application. Its state outlives the process that serves it. */
import { createMock } from 'onair/mock'
import { mapStorage } from '../../../../map-storage.js'
import { kv } from '../../../kv.js'

export const dynamic = 'force-dynamic'

const opening = createMock({
  basePath: '/mock',
  clock: 'system',
  storage: mapStorage(kv, 'onair'),
  // Without a token, the dashboard at /mock/_mock/ is off.
  ...(process.env.MOCK_TOKEN && { control: { token: process.env.MOCK_TOKEN } }),
})

const handle = async (request: Request): Promise<Response> => (await opening).fetch(request)
export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
}
